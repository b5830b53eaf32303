// The HTTP server behind `mutation serve`: one thread, read-only, bounded whatever is asked.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "serve/page_source.h"

namespace mutation {

// Passive.
struct ServeSetup {
  std::string address = "127.0.0.1";  // an address, or a name that leads to one
  int port = 0;                       // 0: any that is free
  std::string token;                  // "": none is asked for
  std::string directory;              // the session's folder
  std::string results;                // whose newest session is shown; "": `directory` alone
  PageSource source;
};

// Whether only this machine's own programs reach it: 127.0.0.0/8, ::1, localhost.
bool is_loopback(const std::string& address);

class PageServer {
 public:
  // Listens. An error where the address is none of this machine's or the port is taken. REQUIRES:
  // a token unless is_loopback(address).
  static Result<PageServer> open(ServeSetup setup);
  PageServer(PageServer&&) noexcept;
  PageServer& operator=(PageServer&&) = delete;
  ~PageServer();

  // Where the page is, with its token: "http://127.0.0.1:8765/".
  const std::string& url() const;

  // Answers until `fd` is readable, then ends all connections.
  void serve_until(int fd);
  // Whether a page is still being made, for which the destructor waits.
  bool is_busy() const;

 private:
  struct Parts;
  explicit PageServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace mutation
