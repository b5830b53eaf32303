# Fuzz targets. With MUTATION_FUZZ (clang: the preset "fuzz") by libFuzzer: MUTATION_SANITIZE includes fuzzer-no-link there,
# so that the folders under test are instrumented. Else each target is built with a main() that replays its corpus, as part
# of the ordinary tests. The target `fuzzers` builds all of them, and only the folders that they link.
if(MUTATION_FUZZ AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "Fuzzing needs clang (CMAKE_CXX_COMPILER is ${CMAKE_CXX_COMPILER}): use the preset \"fuzz\"")
endif()

set(MUTATION_FUZZ_SECONDS 8 CACHE STRING "How long each fuzz target runs beyond its corpus in ctest")
find_package(nlohmann_json REQUIRED)
add_custom_target(fuzzers)

# fuzz_target(NAME LINKS lib...): NAME_fuzz from NAME_fuzz.cpp, and the test fuzz.NAME, which runs it over corpus/NAME and,
# by libFuzzer, for MUTATION_FUZZ_SECONDS more. New inputs gather in the build folder; the corpus stays as it is
# (scripts/fuzz adds to it).
function(fuzz_target name)
  cmake_parse_arguments(FUZZ "" "" "LINKS" ${ARGN})
  set(target ${name}_fuzz)
  add_executable(${target} ${target}.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE ${FUZZ_LINKS} mutation_compiler_settings)
  add_dependencies(fuzzers ${target})
  set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  if(NOT MUTATION_FUZZ)
    target_sources(${target} PRIVATE replay.cpp)
    add_test(NAME fuzz.${name} COMMAND ${target} ${corpus})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 120)
    return()
  endif()
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
  file(MAKE_DIRECTORY ${found})
  math(EXPR limit "${MUTATION_FUZZ_SECONDS} + 120")
  add_test(NAME fuzz.${name}
           COMMAND ${target} -max_total_time=${MUTATION_FUZZ_SECONDS} -timeout=10 -print_final_stats=1
                   -artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/${name}- ${found} ${corpus})
  set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT ${limit})
endfunction()
