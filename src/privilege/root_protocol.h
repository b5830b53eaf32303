// What the program and its root helper say to each other: fixed commands in messages of fixed size
// over a SOCK_SEQPACKET socket, one reply for each request. There is no path, no pid and no free
// text in a request: nothing that a user could put there.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace mutation {

enum class RootCommand : std::uint32_t {
  set_governor = 1,      // argument: index into kGovernors
  restore_governor = 2,  // what was there before the first set_governor
  enter_cgroup = 3,      // reply text: the program's new cgroup
  finish = 4,            // put everything back; the helper exits after its reply
};

struct RootRequest {
  RootCommand command{};
  std::uint32_t argument = 0;
};

struct RootReply {
  std::uint32_t succeeded = 0;  // 1: `text` is the command's result, 0: `text` says what went wrong
  char text[1020] = {};         // ends with NUL
  char hint[256] = {};          // ends with NUL
};

template <size_t Size>
void put_text(char (&into)[Size], std::string_view text) {
  const size_t length = text.size() < Size ? text.size() : Size - 1;
  std::memcpy(into, text.data(), length);
  into[length] = '\0';
}

template <size_t Size>
std::string text_from(const char (&field)[Size]) {
  return std::string(field, strnlen(field, Size));
}

}  // namespace mutation
