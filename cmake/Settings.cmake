# Compiler settings for our own code only: linked by every folder, never by what comes from packages.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(mutation_compiler_settings INTERFACE)
target_compile_options(mutation_compiler_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion
  -Wno-sign-conversion -Wno-missing-field-initializers)
option(MUTATION_WERROR "Treat warnings as errors" ON)
if(MUTATION_WERROR)
  target_compile_options(mutation_compiler_settings INTERFACE -Werror)
endif()
target_include_directories(mutation_compiler_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)

# One binary for machines without these packages: everything static that there is an archive of. Debian's fmt has none,
# so its headers are compiled in; elsewhere its library saves half of the build's time.
option(MUTATION_PORTABLE "Link what can be linked statically" OFF)
find_package(fmt REQUIRED)
add_library(mutation_fmt INTERFACE)
if(MUTATION_PORTABLE)
  target_link_libraries(mutation_fmt INTERFACE fmt::fmt-header-only)
  add_link_options(-static-libstdc++ -static-libgcc)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
else()
  target_link_libraries(mutation_fmt INTERFACE fmt::fmt)
endif()

# Optimised, with line numbers for backtraces.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(MUTATION_SANITIZE)
  add_compile_options(-fsanitize=${MUTATION_SANITIZE} -fno-omit-frame-pointer -Og -g1)
  if(MUTATION_SANITIZE MATCHES "undefined")
    # A null pointer ends the program at once anyway, and these two double the time of the build.
    add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=null,alignment)
  endif()
  add_link_options(-fsanitize=${MUTATION_SANITIZE})
endif()
