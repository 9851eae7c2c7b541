#include "orders/status_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.h"
#include "facts/words.h"

namespace ordo::orders {
namespace {

namespace json = boost::json;
using facts::Status;

class Parser {
 public:
  Result<StatusGroups> parse(const json::object& document) {
    only(document, {"groups"}, "");
    const json::value* list = document.if_contains("groups");
    if (!list || !list->is_array()) {
      wrong("/groups", "must be a list of groups");
    } else if (list->as_array().size() > facts::kStatusCount) {
      wrong("/groups", "holds more groups than there are statuses");
    } else {
      for (const json::value& group : list->as_array()) take_group(group);
      check_complete();
    }
    if (problems_.empty()) return std::move(groups_);
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "status_groups_invalid", std::move(first),
                std::move(problems_));
  }

 private:
  void take_group(const json::value& value) {
    const std::string at = fmt::format("/groups/{}", groups_.size());
    StatusGroup& group = groups_.emplace_back();
    if (!value.is_object()) return wrong(at, "must be an object");
    const json::object& o = value.as_object();
    only(o, {"code", "name", "statuses"}, at);
    const json::value* code = o.if_contains("code");
    if (code && code->is_string()) group.code = code->as_string();
    if (!is_code(group.code)) {
      wrong(at + "/code", "must be 1 to 64 lower case letters, digits, '-' or '_'");
    } else if (std::ranges::count(groups_, group.code, &StatusGroup::code) > 1) {
      wrong(at + "/code", "stands for another group already");
    }
    take_names(o, at + "/name", group);
    take_statuses(o, at + "/statuses", group);
  }

  void take_names(const json::object& o, const std::string& at, StatusGroup& group) {
    const json::value* names = o.if_contains("name");
    if (!names || !names->is_object()) return wrong(at, "must be a name in zh and in en");
    only(names->as_object(), {"zh", "en"}, at);
    group.name_zh = take_name(names->as_object(), "zh", at);
    group.name_en = take_name(names->as_object(), "en", at);
  }

  std::string take_name(const json::object& names, const char* language, const std::string& at) {
    const json::value* name = names.if_contains(language);
    const auto clean = name && name->is_string() ? clean_text(name->as_string()) : std::string();
    if (clean && !clean->empty() && code_points(*clean) <= kGroupNameMax) return *clean;
    wrong(fmt::format("{}/{}", at, language),
          fmt::format("must be a name of 1 to {} characters", kGroupNameMax));
    return {};
  }

  void take_statuses(const json::object& o, const std::string& at, StatusGroup& group) {
    const json::value* statuses = o.if_contains("statuses");
    if (!statuses || !statuses->is_array() || statuses->as_array().empty()) {
      return wrong(at, "must be a list of statuses");
    }
    size_t index = 0;
    for (const json::value& value : statuses->as_array()) {
      const std::string here = fmt::format("{}/{}", at, index++);
      const auto status = value.is_string() ? facts::parse_status(value.as_string()) : std::nullopt;
      if (!status) {
        wrong(here, "is not a status of orders");
      } else if (std::exchange(placed_.at(static_cast<size_t>(*status)), true)) {
        wrong(here, "stands in a group already");
      } else {
        group.statuses.push_back(*status);
      }
    }
    const bool labels =
        std::ranges::find(group.statuses, Status::kLabelPrinted) != group.statuses.end();
    if (labels && counts_as_shipped(group)) {
      wrong(at, "puts label_printed beside goods that have left: a printed label is no shipment");
    }
  }

  void check_complete() {
    for (int i = 0; i < facts::kStatusCount; ++i) {
      if (placed_.at(static_cast<size_t>(i))) continue;
      wrong("/groups", fmt::format("no group holds {}", facts::name(static_cast<Status>(i))));
    }
  }

  void only(const json::object& o, std::initializer_list<std::string_view> names,
            const std::string& at) {
    for (const auto& [key, value] : o) {
      if (std::ranges::find(names, std::string_view(key)) == names.end()) {
        wrong(at + "/" + printable(key), "is not a field of this document");
      }
    }
  }

  void wrong(std::string pointer, std::string detail) {
    problems_.push_back({std::move(pointer), std::move(detail)});
  }

  StatusGroups groups_;
  std::array<bool, facts::kStatusCount> placed_{};
  std::vector<FieldError> problems_;
};

}  // namespace

Result<StatusGroups> parse_status_groups(const json::object& document) {
  return Parser().parse(document);
}

json::object status_groups_json(const StatusGroups& groups) {
  json::array list;
  for (const StatusGroup& group : groups) {
    json::array statuses;
    for (const Status status : group.statuses) statuses.emplace_back(facts::name(status));
    list.push_back(json::object{{"code", group.code},
                                {"name", {{"zh", group.name_zh}, {"en", group.name_en}}},
                                {"statuses", std::move(statuses)}});
  }
  return {{"groups", std::move(list)}};
}

const StatusGroups& default_status_groups() {
  using enum Status;
  static const StatusGroups groups{
      {"to_pay", "待付款", "To be paid", {kPendingPayment, kDepositPaid, kBalanceDue}},
      {"to_ship", "待发货", "To be shipped", {kPaid, kAwaitingAllocation, kLabelPrinted}},
      {"shipped", "已发运", "Shipped", {kPickedUp, kInTransit, kPartiallyShipped}},
      {"delivered", "已签收", "Delivered", {kDelivered}},
      {"completed", "已完成", "Completed", {kCompleted}},
      {"after_sale", "售后", "After-sale", {kRefunding, kRefunded}},
      {"ended", "已取消/关闭", "Cancelled or closed", {kCancelled, kClosed}},
  };
  return groups;
}

const StatusGroup* find_group(const StatusGroups& groups, std::string_view code) {
  const auto at = std::ranges::find(groups, code, &StatusGroup::code);
  return at == groups.end() ? nullptr : &*at;
}

bool counts_as_shipped(const StatusGroup& group) {
  return std::ranges::any_of(group.statuses,
                             [](Status status) { return facts::says_shipped(status); });
}

}  // namespace ordo::orders
