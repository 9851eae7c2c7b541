# Puts a text file into a program: makes a source file that holds it as a raw string. Included, it
# defines ordo_embed(target file function), where `function` is an unqualified name in ordo::api; run as a
# script (cmake -DIN=… -DOUT=… -DFUNCTION=… -P embed.cmake), it writes that source file.
#
# ordo_embed_console(target) puts the built console in: script/console builds it where anything of it
# changed, once for all presets, and packs it into one bundle beside the source that names its files.
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

function(ordo_embed_console target)
  set(out ${CMAKE_BINARY_DIR}/embedded)
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS web/src/*.ts web/src/*.tsx web/src/*.css web/public/*
    web/scripts/*.mjs)
  list(FILTER inputs EXCLUDE REGEX "\\.test\\.ts$|/schema\\.d\\.ts$")
  foreach(file web/index.html web/package-lock.json web/tsconfig.json web/vite.config.ts
      script/console)
    list(APPEND inputs ${CMAKE_SOURCE_DIR}/${file})
  endforeach()
  add_custom_command(OUTPUT ${out}/console_files.cc ${out}/console.bundle DEPENDS ${inputs}
    COMMAND ${CMAKE_SOURCE_DIR}/script/console build ${out} COMMENT "Building the console" VERBATIM)
  target_sources(${target} PRIVATE ${out}/console_files.cc)
  # The assembler reads the bundle, which no compiler names as a dependency.
  set_source_files_properties(${out}/console_files.cc PROPERTIES OBJECT_DEPENDS ${out}/console.bundle)
endfunction()
