# Everything that Ordo stands on, from Debian 12's packages. Each group is an interface library so that
# a room names what it uses and no more.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
# Not CMake's own module, which asks for the server's headers as well.
pkg_check_modules(POSTGRES REQUIRED IMPORTED_TARGET libpq)
find_package(simdjson REQUIRED)

# libphonenumber's own -dev package pulls in Boost 1.74, which excludes 1.81: script/bootstrap unpacks its
# headers into build/third_party and the program links Debian's ordinary runtime library.
set(PHONENUMBER_DIR ${CMAKE_SOURCE_DIR}/build/third_party/phonenumber)
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h PATHS ${PHONENUMBER_DIR}/usr/include REQUIRED)
find_library(PHONENUMBER_LIBRARY NAMES libphonenumber.so.8 phonenumber REQUIRED)

add_library(ordo_deps_base INTERFACE)
target_include_directories(ordo_deps_base SYSTEM INTERFACE ${PHONENUMBER_INCLUDE})
target_link_libraries(ordo_deps_base INTERFACE OpenSSL::Crypto PkgConfig::SODIUM ICU::uc ICU::i18n
  ${PHONENUMBER_LIBRARY} protobuf date-tz fmt::fmt spdlog::spdlog Boost::json Threads::Threads)
target_compile_definitions(ordo_deps_base INTERFACE SPDLOG_FMT_EXTERNAL)
add_library(ordo_deps_store INTERFACE)
target_link_libraries(ordo_deps_store INTERFACE SQLite::SQLite3 PkgConfig::POSTGRES)
add_library(ordo_deps_json INTERFACE)
target_link_libraries(ordo_deps_json INTERFACE simdjson::simdjson)
add_library(ordo_deps_metrics INTERFACE)
target_link_libraries(ordo_deps_metrics INTERFACE prometheus-cpp::core)
add_library(ordo_deps_http INTERFACE)
target_link_libraries(ordo_deps_http INTERFACE Boost::headers CURL::libcurl Threads::Threads)
add_library(ordo_deps_client INTERFACE)
target_link_libraries(ordo_deps_client INTERFACE Boost::headers CURL::libcurl simdjson::simdjson ZLIB::ZLIB)
add_library(ordo_deps_outbound INTERFACE)
target_link_libraries(ordo_deps_outbound INTERFACE CURL::libcurl)
add_library(ordo_deps_cli INTERFACE)
if(ORDO_TESTS)
  enable_testing()
  find_package(GTest REQUIRED)
  add_library(ordo_deps_test INTERFACE)
  target_link_libraries(ordo_deps_test INTERFACE GTest::gmock GTest::gtest_main)
endif()

# Orders are many small texts made by one thread and freed by another: glibc's allocator spends a third
# of the lane's time on that (docs/performance.md). Not under the sanitizers, which bring their own.
add_library(ordo_deps_allocator INTERFACE)
if(NOT CMAKE_CXX_FLAGS_DEBUG MATCHES "sanitize" OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  find_library(JEMALLOC_LIBRARY NAMES jemalloc libjemalloc.so.2 REQUIRED)
  target_link_libraries(ordo_deps_allocator INTERFACE -Wl,--no-as-needed ${JEMALLOC_LIBRARY} -Wl,--as-needed)
endif()
