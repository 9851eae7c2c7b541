#include "facts/facts.h"

#include <algorithm>
#include <array>

namespace ordo::facts {
namespace {

constexpr std::array<std::string_view, kStatusCount> kStatusNames{"pending_payment",
                                                                  "deposit_paid",
                                                                  "balance_due",
                                                                  "paid",
                                                                  "awaiting_allocation",
                                                                  "label_printed",
                                                                  "picked_up",
                                                                  "in_transit",
                                                                  "partially_shipped",
                                                                  "delivered",
                                                                  "completed",
                                                                  "refunding",
                                                                  "refunded",
                                                                  "cancelled",
                                                                  "closed"};

constexpr std::array<std::string_view, kParcelStatusCount> kParcelStatusNames{
    "label_printed", "picked_up", "in_transit", "delivered", "refused", "returning", "lost"};

constexpr std::array<std::string_view, kRefundStatusCount> kRefundStatusNames{
    "requested", "in_progress", "done", "rejected"};

template <class Enum, size_t kCount>
std::optional<Enum> find(const std::array<std::string_view, kCount>& names, std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin());
}

template <class Enum, size_t kCount>
std::string_view name_of(const std::array<std::string_view, kCount>& names, Enum value) {
  const auto at = static_cast<size_t>(value);
  return at < kCount ? names[at] : std::string_view{};
}

}  // namespace

std::string_view name(Status s) { return name_of(kStatusNames, s); }
std::optional<Status> parse_status(std::string_view name) {
  return find<Status>(kStatusNames, name);
}

std::string_view name(ParcelStatus s) { return name_of(kParcelStatusNames, s); }
std::optional<ParcelStatus> parse_parcel_status(std::string_view name) {
  return find<ParcelStatus>(kParcelStatusNames, name);
}

std::string_view name(RefundStatus s) { return name_of(kRefundStatusNames, s); }
std::optional<RefundStatus> parse_refund_status(std::string_view name) {
  return find<RefundStatus>(kRefundStatusNames, name);
}

std::string_view order_no(const Fact& fact) {
  return std::visit(
      [](const auto& f) -> std::string_view {
        if constexpr (requires { f.order_no_clean; }) return f.order_no_clean;
        return {};
      },
      fact);
}

}  // namespace ordo::facts
