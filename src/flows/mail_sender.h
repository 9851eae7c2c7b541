// Mail over SMTP.
#pragma once

#include <atomic>

#include "channels/notifier.h"
#include "flows/exchange.h"

namespace ordo::flows {

// One conversation with the mail server, at most 20 s; certificates are checked, and a server that is
// not this machine must speak TLS. `status` is the server's last code, 0 where it did not come to an
// end; `error` what went wrong. All receivers get it, or none.
[[nodiscard]] Fetched send_mail(const channels::Mail& mail, const std::atomic<bool>& stopping);

}  // namespace ordo::flows
