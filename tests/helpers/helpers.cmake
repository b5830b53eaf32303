# Small real programs that process tests start as children.
include_guard(GLOBAL)
add_executable(test_child ${PROJECT_SOURCE_DIR}/tests/helpers/child.cpp)
target_link_libraries(test_child PRIVATE mutation_compiler_settings)
