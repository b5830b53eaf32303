# mutation_page: the page's file as bytes in the binary, mutation_page_begin to mutation_page_end. Built from web/ by
# web/build, anew whenever something there changes.
foreach(tool node npm esbuild)
  string(TOUPPER ${tool}_PROGRAM variable)
  find_program(${variable} ${tool})
  if(NOT ${variable})
    message(FATAL_ERROR "There is no ${tool} here, by which the report's page is built from web/: "
                        "run scripts/install-packages build")
  endif()
endforeach()

set(page_folder ${CMAKE_BINARY_DIR}/page)
file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/*)
add_custom_command(
  OUTPUT ${page_folder}/page.html
  COMMAND ${PROJECT_SOURCE_DIR}/web/build ${page_folder}
  DEPENDS ${page_sources}
  COMMENT "Building the page"
  VERBATIM)

file(CONFIGURE OUTPUT ${page_folder}/page_bytes.cpp @ONLY CONTENT [[
// Made by cmake/Page.cmake.
__asm__(
    ".section .rodata\n"
    ".global mutation_page_begin\n"
    ".global mutation_page_end\n"
    "mutation_page_begin:\n"
    ".incbin \"@page_folder@/page.html\"\n"
    "mutation_page_end:\n"
    ".byte 0\n"
    ".previous\n");
]])
set_source_files_properties(${page_folder}/page_bytes.cpp PROPERTIES OBJECT_DEPENDS ${page_folder}/page.html)
add_library(mutation_page STATIC ${page_folder}/page_bytes.cpp ${page_folder}/page.html)
