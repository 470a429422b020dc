// Asio and Beast, compiled once for all that includes them.
#include "boost/asio/impl/src.hpp"
#include "boost/asio/ssl/impl/src.hpp"
#include "boost/beast/src.hpp"
