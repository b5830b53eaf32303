// A value or the error that kept it from being had. Failures of the world travel as values;
// exceptions of libraries are turned into these where they arise and never cross a folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace mutation {

// What was tried, where and why it failed; and, where there is something, what the user can do.
struct Error {
  std::string message;
  std::string hint;
};

// The error with what was being done put in front, "doing: message", unless it stands there
// already.
Error with_context(std::string_view doing, Error error);

// "tried: strerror (ERRNO 13)". REQUIRES: errno_value > 0.
Error errno_error(std::string_view tried, int errno_value, std::string hint = {});

// "message (hint)", one line.
std::string to_text(const Error& error);

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() & {
    MUTATION_CHECK(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    MUTATION_CHECK(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    MUTATION_CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  const Error& error() const {
    MUTATION_CHECK(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: !ok().
  const Error& error() const {
    MUTATION_CHECK(error_.has_value());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

// Of an action that gives nothing but its success.
using Status = Result<void>;

}  // namespace mutation
