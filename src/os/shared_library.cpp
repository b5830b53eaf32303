#include "os/shared_library.h"

#include <dlfcn.h>

#include <utility>

namespace mutation {

Result<SharedLibrary> SharedLibrary::open(const std::string& name) {
  if (void* const handle = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL))
    return SharedLibrary(handle);
  const char* const reason = dlerror();
  return Error{"load " + name + ": " + (reason ? reason : "unknown reason"), {}};
}

SharedLibrary::SharedLibrary(SharedLibrary&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)) {}

SharedLibrary& SharedLibrary::operator=(SharedLibrary&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

SharedLibrary::~SharedLibrary() {
  if (handle_) dlclose(handle_);
}

void SharedLibrary::leave_loaded() {
  handle_ = nullptr;
}

void* SharedLibrary::address_of(const char* symbol) const {
  return dlsym(handle_, symbol);
}

}  // namespace mutation
