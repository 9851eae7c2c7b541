# Puts a text file into a program: makes a source file that holds it as a raw string. Included, it
# defines ordo_embed(target file function), where `function` is an unqualified name in ordo::api; run as a
# script (cmake -DIN=… -DOUT=… -DFUNCTION=… -P embed.cmake), it writes that source file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${IN}" text)
  file(WRITE "${OUT}" "#include <string_view>
#pragma GCC diagnostic ignored \"-Woverlength-strings\"
namespace ordo::api {
std::string_view ${FUNCTION}();
std::string_view ${FUNCTION}() {
  return R\"embedded(${text})embedded\";
}
}  // namespace ordo::api
")
  return()
endif()

set(ORDO_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(ordo_embed target file function)
  set(out ${CMAKE_BINARY_DIR}/embedded/${function}.cc)
  add_custom_command(OUTPUT ${out} DEPENDS ${CMAKE_SOURCE_DIR}/${file} ${ORDO_EMBED_SCRIPT}
    COMMAND ${CMAKE_COMMAND} -DIN=${CMAKE_SOURCE_DIR}/${file} -DOUT=${out} -DFUNCTION=${function}
      -P ${ORDO_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
