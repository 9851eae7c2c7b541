// The adapter named `taobao` (Taobao and Tmall): pulled. The platform pushes over a connection of its
// own kind and not by HTTP, so that nothing is to be believed that comes to the door.
#pragma once

#include "channels/adapter.h"
#include "channels/taobao/contract.h"
#include "channels/taobao/pull.h"
#include "channels/taobao/status.h"

namespace ordo::channels::taobao {

class TaobaoAdapter final : public Adapter {
 public:
  [[nodiscard]] std::string_view name() const override { return "taobao"; }
  [[nodiscard]] std::span<const CredentialRule> credential_rules() const override;
  [[nodiscard]] std::span<const ObjectRule> contract() const override;
  [[nodiscard]] Result<> check_credentials(std::string_view credentials_json) const override;
  [[nodiscard]] Result<Verified> verify(const Request& request, const Secret& credentials_json,
                                        Instant now) const override;
  [[nodiscard]] std::string_view fixed_zone() const override { return kZone; }
  [[nodiscard]] Acknowledgement accepted() const override { return {200, "", ""}; }
  [[nodiscard]] Result<std::vector<facts::Fact>> decode(const Raw& raw, const ShopContext& shop,
                                                        Instant received_at) const override;
  [[nodiscard]] std::span<const StatusWord> words() const override { return status_words(); }
  [[nodiscard]] const Puller* puller() const override { return &puller_; }

 private:
  TaobaoPuller puller_;
};

}  // namespace ordo::channels::taobao
