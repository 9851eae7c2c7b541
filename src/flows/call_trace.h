// What may be kept of a call. Credentials and signatures leave here, before anything is written: headers
// are not kept at all, nor the query of an address; every value of the credentials that is no public name
// is struck out wherever it stands, in each form in which it may be written; and so is whatever stands
// under a name that such things go by ("sign", "session", "access_token" …), in JSON and in forms. Pure.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "channels/adapter.h"
#include "channels/notifier.h"
#include "channels/pull.h"
#include "core/call_record.h"
#include "flows/exchange.h"

namespace ordo::flows {

inline constexpr std::string_view kStruckOut = "***";
inline constexpr size_t kSecretBytesMin = 4;  // shorter ones would strike out half of every text

class CallSecrets {
 public:
  // Members at the top of the credentials for which `is_public` answers true are no secrets.
  CallSecrets(const Secret& credentials_json,
              const std::function<bool(std::string_view)>& is_public);
  CallSecrets(const Secret& credentials_json, const channels::Adapter* adapter);
  CallSecrets(const Secret& credentials_json, const channels::Notifier& notifier);

  [[nodiscard]] std::string strike_out(std::string_view text) const;
  // The first core::kCallBodyKept bytes of a body, struck out; no piece of a secret stands at its end.
  [[nodiscard]] std::string beginning(std::string_view body) const;

 private:
  void add(const std::string& secret);

  std::vector<Secret> values_;  // each in every form, longer ones first
  size_t longest_ = 0;
};

// "https://user@shop.example:8443/api/orders?token=1#x" -> "https://shop.example:8443/api/orders".
[[nodiscard]] std::string target_of(std::string_view url);
// The id that the other side gave its answer, from its headers or its body; empty where it names none.
[[nodiscard]] std::string answer_id_of(const Fetched& answer);

// Method, target, status, sizes, ids and bodies; the words of `record.detail` are struck out as well.
// Where there was no answer, its error is the detail.
void trace_exchange(const Exchange& exchange, const CallSecrets& secrets, core::CallRecord& record);

// What a pull asked for and came to. The orders that an answer tells of are kept with it, so that it is not
// shown once one of their buyers is forgotten.
void trace_pull(const channels::Puller& puller, const std::string& cursor,
                const channels::PullResult& page, core::CallRecord& record);

}  // namespace ordo::flows
