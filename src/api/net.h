// Asio's names as the two files that include Beast use them. TCP and Unix sockets become one type, so
// that a connection is written once. The executor is the plain one of an io_context: the polymorphic
// default costs an allocation an operation.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace ordo::api {

namespace asio = boost::asio;
namespace http = boost::beast::http;

using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using StreamSocket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using BeastRequest = http::request<http::string_body>;

template <class T = void>
using Task = asio::awaitable<T, Executor>;

// Awaited operations answer (error, …) instead of throwing: a peer that goes away is no exception.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<Executor>());

}  // namespace ordo::api
