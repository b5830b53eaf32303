// libFuzzer target: any bytes as a browser's request (first byte even) or as an events.jsonl that
// grows (odd). Whoever is let in named an own host and the token; whatever is answered is one of
// four things. A log reads the same however it grew, and what is sent of it is one message a line.
// Its corpus is corpus/serve/.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/unique_fd.h"
#include "serve/access.h"
#include "serve/event_log.h"
#include "serve/http_request.h"
#include "serve/route.h"

namespace mutation {
namespace {

void check_request(std::string_view bytes) {
  const std::size_t length = head_length(bytes);
  if (length == 0) return;
  const auto read = read_request(bytes.substr(0, length));
  if (std::holds_alternative<HttpRefusal>(read)) return;
  const auto& request = std::get<HttpRequest>(read);
  const Access access{{"127.0.0.1", "[::1]"}, 8765, "0123456789abcdef"};
  const bool let_in = !refusal(request, access);
  MUTATION_CHECK(!let_in || request.host == "127.0.0.1:8765" || request.host == "[::1]:8765");
  MUTATION_CHECK(!let_in || bytes.find(access.token) != std::string_view::npos);
  const auto route = route_of(request);
  if (const auto* found = std::get_if<Route>(&route)) {
    MUTATION_CHECK(request.method == "GET" || request.method == "HEAD");
    MUTATION_CHECK((found->asked == Asked::run) == !found->run_id.empty());
    MUTATION_CHECK(found->run_id.find_first_not_of("0123456789abcdef-") == std::string::npos);
  }
  if (const auto place = event_place(request.last_event_id))
    MUTATION_CHECK(event_place(to_text(*place))->offset == place->offset);
}

// Lines and where they end, in small steps.
std::vector<std::pair<std::string, std::uint64_t>> all_of(const EventLog& log) {
  std::vector<std::pair<std::string, std::uint64_t>> lines;
  for (std::uint64_t at = 0; at < log.end();) {
    const LoggedEvents events = log.read(at, 64);
    MUTATION_CHECK(events.next > at);
    for (const LoggedEvent& event : events.lines) {
      MUTATION_CHECK(log.is_place({log.file(), event.ends_at}));
      lines.emplace_back(event.text, event.ends_at);
      if (!is_sendable(event.text)) continue;
      const std::string sent = sent_line(event.text, {log.file(), event.ends_at});
      MUTATION_CHECK(std::count(sent.begin(), sent.end(), '\n') == 3 && sent.ends_with("}\n\n"));
    }
    at = events.next;
  }
  return lines;
}

void append(int fd, std::string_view text) {
  MUTATION_CHECK(write(fd, text.data(), text.size()) == ssize_t(text.size()));
}

void check_log(std::string_view text, std::size_t piece) {
  const UniqueFd file(memfd_create("events", MFD_CLOEXEC));
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  EventLog grown(path);
  for (std::size_t at = 0; at < text.size(); at += piece) {
    append(file.get(), text.substr(at, piece));
    grown.look();
  }
  const EventLog whole(path);
  MUTATION_CHECK(grown.end() == whole.end() && grown.run_begin() == whole.run_begin());
  MUTATION_CHECK(whole.end() == text.substr(0, text.rfind('\n') + 1).size());
  MUTATION_CHECK(all_of(grown) == all_of(whole));
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    check_request(text);
  } else {
    check_log(text, 1 + data[0]);
  }
  return 0;
}
