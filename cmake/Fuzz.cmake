# Fuzz targets, by clang's libFuzzer. Whoever includes this has set MUTATION_SANITIZE to include fuzzer-no-link, so that
# the folders under test are instrumented; the preset "fuzz" does. The target `fuzzers` builds all of them, and only the
# folders that they link.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "Fuzzing needs clang (CMAKE_CXX_COMPILER is ${CMAKE_CXX_COMPILER}): use the preset \"fuzz\"")
endif()

set(MUTATION_FUZZ_SECONDS 20 CACHE STRING "How long each fuzz target runs beyond its corpus in ctest")
add_custom_target(fuzzers)

# fuzz_target(NAME LINKS lib...): NAME_fuzz from NAME_fuzz.cpp and the test fuzz.NAME, which runs it over corpus/NAME and
# then for MUTATION_FUZZ_SECONDS. New inputs gather in the build folder; the corpus stays as it is.
function(fuzz_target name)
  cmake_parse_arguments(FUZZ "" "" "LINKS" ${ARGN})
  set(target ${name}_fuzz)
  add_executable(${target} EXCLUDE_FROM_ALL ${target}.cpp)
  target_link_libraries(${target} PRIVATE ${FUZZ_LINKS} mutation_compiler_settings)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzzers ${target})

  set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
  file(MAKE_DIRECTORY ${found})
  math(EXPR limit "${MUTATION_FUZZ_SECONDS} + 120")
  add_test(NAME fuzz.${name}
           COMMAND ${target} -max_total_time=${MUTATION_FUZZ_SECONDS} -timeout=10 -print_final_stats=1
                   -artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/${name}- ${found}
                   ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT ${limit})
endfunction()
