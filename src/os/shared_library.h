// A library found at run time, so that one binary works with and without it. [dlopen(3)]
#pragma once

#include <string>

#include "base/result.h"

namespace mutation {

class SharedLibrary {
 public:
  // RTLD_NOW | RTLD_LOCAL.
  static Result<SharedLibrary> open(const std::string& name);
  SharedLibrary(SharedLibrary&& other) noexcept;
  SharedLibrary& operator=(SharedLibrary&& other) noexcept;
  ~SharedLibrary();

  // Null when the library has no such symbol.
  template <typename Function>
  Function* find(const char* symbol) const {
    return reinterpret_cast<Function*>(address_of(symbol));
  }
  // Leaves the library loaded for good: for one whose call never came back.
  void leave_loaded();

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}
  void* address_of(const char* symbol) const;
  void* handle_ = nullptr;
};

}  // namespace mutation
