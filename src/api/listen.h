// Doors: a TCP port, and the control socket that only the machine's owner may open.
#pragma once

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <string>
#include <system_error>

#include "api/http.h"
#include "api/net.h"

namespace ordo::api {

// Beside connections: databases, logs, listeners.
inline constexpr size_t kSpareDescriptors = 512;

using asio::ip::tcp;
using Local = asio::local::stream_protocol;
template <class Protocol>
using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;
template <class Protocol>
using SocketOf = asio::basic_stream_socket<Protocol, Executor>;

inline std::string remote_of(const SocketOf<tcp>& socket) {
  error_code ec;
  auto address = socket.remote_endpoint(ec).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}
inline std::string remote_of(const SocketOf<Local>&) { return "local"; }

inline void tune(SocketOf<tcp>& socket) {
  error_code ignored;
  (void)socket.set_option(tcp::no_delay(true), ignored);
}
inline void tune(SocketOf<Local>&) {}

inline void remove_socket_file(const std::string& path) {
  struct stat info{};
  if (!path.empty() && lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode)) {
    unlink(path.c_str());
  }
}

// The usual soft limit of 1,024 descriptors would refuse connections long before ours does.
inline void raise_descriptor_limit(size_t connections_max) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  rlim_t wanted = std::min<rlim_t>(limit.rlim_max, connections_max + kSpareDescriptors);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  setrlimit(RLIMIT_NOFILE, &limit);
}

inline Acceptor<tcp> listen_tcp(const ServerOptions& options, const Executor& executor) {
  tcp::endpoint endpoint(asio::ip::make_address(options.address),
                         static_cast<uint16_t>(options.port));
  Acceptor<tcp> acceptor(executor, endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  acceptor.bind(endpoint);
  acceptor.listen();
  return acceptor;
}

// Between bind and listen nobody can connect: that is when the file's mode is set.
inline Acceptor<Local> listen_local(const std::string& path, const Executor& executor) {
  Acceptor<Local> acceptor(executor);
  if (path.empty()) return acceptor;
  remove_socket_file(path);
  acceptor.open();
  acceptor.bind(Local::endpoint(path));
  if (chmod(path.c_str(), 0600) != 0) throw std::system_error(errno, std::generic_category(), path);
  acceptor.listen();
  return acceptor;
}

}  // namespace ordo::api
