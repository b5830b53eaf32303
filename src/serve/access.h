// Who may ask: the Host that a request names (a page of another site that made its name lead here
// is refused) and the token. [DNS rebinding; RFC 6750 for the header]
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "serve/http_request.h"

namespace mutation {

// Passive.
struct Access {
  std::vector<std::string> hosts;  // names and addresses as in a URL, without the port
  int port = 0;
  std::string token;  // "": none is asked for
};

// 128 random bits as 32 hexadecimal digits. [getrandom(2)]
std::string make_token();

// Why this text cannot be a token; "": it can. Letters, digits and -._~, 16 to 128 of them.
std::string token_problem(std::string_view token);

// Takes the same time wherever two texts of one length differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// "name:port" (any case of letters) of one of the hosts; without the port where that is 80.
bool is_own_host(std::string_view host, const Access& access);

// The token of "Bearer TOKEN", else of the query's token=; "" when there is none.
std::string token_of(const HttpRequest& request);

// Why the request may not be answered: 403 for a foreign Host, 401 without the token.
std::optional<HttpRefusal> refusal(const HttpRequest& request, const Access& access);

}  // namespace mutation
