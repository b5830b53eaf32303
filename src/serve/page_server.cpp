#include "serve/page_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <optional>

#include "serve/live_site.h"

namespace mutation {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

// Where accepting fails (no descriptor is left), this passes before it is tried again.
constexpr std::chrono::milliseconds kBeforeNextTry{200};

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// What a URL may name when one listens at `address`, the best for people first.
std::vector<std::string> hosts_of(const std::string& named,
                                  const boost::asio::ip::address& address) {
  const std::vector<std::string> own = {"127.0.0.1", "localhost", "[::1]"};
  std::vector<std::string> hosts;
  Failure is_name;
  boost::asio::ip::make_address(named, is_name);
  if (address.is_unspecified()) {
    hosts = {host_name()};
  } else {
    hosts = {is_name ? named : url_host(address)};
  }
  for (const std::string& host : own) {
    if (host != hosts.front()) hosts.push_back(host);
  }
  return hosts;
}

Result<tcp::endpoint> endpoint_of(boost::asio::io_context& loop, const std::string& address,
                                  int port) {
  const auto number = static_cast<unsigned short>(port);
  Failure failure;
  const auto literal = boost::asio::ip::make_address(address, failure);
  if (!failure) return tcp::endpoint(literal, number);
  if (address == "localhost") return tcp::endpoint(boost::asio::ip::address_v4::loopback(), number);
  tcp::resolver resolver(loop);
  const auto found = resolver.resolve(address, std::to_string(port), failure);
  if (failure || found.empty())
    return Error{"find the address " + address + ": " + failure.message(),
                 "name an address of this machine, see `ip address`"};
  return found.begin()->endpoint();
}

Error not_listening(const tcp::endpoint& at, const Failure& failure) {
  const bool taken = failure == boost::asio::error::address_in_use;
  return {fmt::format("listen at {}:{}: {}", url_host(at.address()), at.port(), failure.message()),
          taken ? "another program has this port; choose one with --port, or 0 for any"
                : "name an address of this machine, see `ip address`"};
}

}  // namespace

struct PageServer::Parts {
  boost::asio::io_context loop{1};
  tcp::acceptor acceptor{loop};
  boost::asio::steady_timer pause{loop};
  std::string url;
  std::optional<LiveSite> site;

  Status listen(const tcp::endpoint& at);
  void accept();
};

Status PageServer::Parts::listen(const tcp::endpoint& at) {
  Failure failure;
  acceptor.open(at.protocol(), failure);
  if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor.bind(at, failure);
  if (!failure) acceptor.listen(boost::asio::socket_base::max_listen_connections, failure);
  if (failure) return not_listening(at, failure);
  return {};
}

void PageServer::Parts::accept() {
  acceptor.async_accept([this](Failure failure, tcp::socket socket) {
    if (failure == boost::asio::error::operation_aborted) return;
    if (!failure) {
      site->take(std::move(socket));
      return accept();
    }
    pause.expires_after(kBeforeNextTry);
    pause.async_wait([this](Failure stopped) {
      if (!stopped) accept();
    });
  });
}

bool is_loopback(const std::string& address) {
  Failure failure;
  const auto literal = boost::asio::ip::make_address(address, failure);
  return failure ? address == "localhost" : literal.is_loopback();
}

PageServer::PageServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PageServer::PageServer(PageServer&&) noexcept = default;
PageServer::~PageServer() = default;

Result<PageServer> PageServer::open(ServeSetup setup) {
  MUTATION_CHECK(is_loopback(setup.address) || !setup.token.empty());
  auto parts = std::make_unique<Parts>();
  const Result<tcp::endpoint> at = endpoint_of(parts->loop, setup.address, setup.port);
  if (!at) return at.error();
  if (Status listening = parts->listen(*at); !listening) return listening.error();
  SiteSetup site;
  site.any_address = at->address().is_unspecified();
  site.access = {hosts_of(setup.address, at->address()), parts->acceptor.local_endpoint().port(),
                 setup.token};
  site.directory = setup.directory;
  site.results = setup.results;
  site.source = std::move(setup.source);
  parts->url = fmt::format("http://{}:{}/{}", site.access.hosts.front(), site.access.port,
                           setup.token.empty() ? "" : "?token=" + setup.token);
  parts->site.emplace(parts->loop, std::move(site));
  return PageServer(std::move(parts));
}

const std::string& PageServer::url() const {
  return parts_->url;
}

void PageServer::serve_until(int fd) {
  boost::asio::posix::stream_descriptor stop(parts_->loop, dup(fd));
  stop.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                  [this](Failure) { parts_->loop.stop(); });
  parts_->accept();
  parts_->loop.run();
  parts_->site->close();
}

bool PageServer::is_busy() const {
  return parts_->site->is_busy();
}

}  // namespace mutation
