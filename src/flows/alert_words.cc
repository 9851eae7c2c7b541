#include "flows/alert_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/alert_detail.h"
#include "flows/alert_kinds.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

// Words of ours that values are made of. In English a code is its own word.
constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    // Axes and their states.
    {"payment", "付款"},
    {"fulfilment", "履约"},
    {"after_sale", "售后"},
    {"parcel", "包裹"},
    {"refund", "售后单"},
    {"unpaid", "未付款"},
    {"deposit_paid", "已付定金"},
    {"partially_paid", "部分付款"},
    {"paid", "已付款"},
    {"partially_refunded", "部分退款"},
    {"refunded", "已退款"},
    {"none", "未开始"},
    {"awaiting_allocation", "待分仓"},
    {"label_printed", "已打单"},
    {"picked_up", "已揽收"},
    {"in_transit", "运输中"},
    {"partially_shipped", "部分发货"},
    {"delivered", "已签收"},
    {"completed", "已完成"},
    {"cancelled", "已取消"},
    {"requested", "已申请"},
    {"in_progress", "处理中"},
    {"done", "已完成"},
    {"rejected", "已拒绝"},
    {"refused", "已拒收"},
    {"returning", "退回中"},
    {"lost", "丢失"},
    {"pending_payment", "待付款"},
    {"balance_due", "待付尾款"},
    {"refunding", "售后中"},
    {"closed", "已关闭"},
    {"status", "状态"},
    // What is wrong with a time.
    {"nonexistent_time", "在当地并不存在（夏令时跳过）"},
    {"time_without_zone", "没有写明时区"},
    // Modes, and why they change.
    {"normal", "正常"},
    {"queue_only", "仅排队"},
    {"shed", "暂停接收"},
    {"rate", "到达太快"},
    {"slow", "处理太慢"},
    {"queue", "积压太多"},
    {"recovered", "已恢复"},
    // What a platform answers when it is asked.
    {"token_expired", "授权已过期"},
    {"permission_denied", "授权缺少权限"},
    {"rate_limited", "平台限流"},
    {"platform_down", "平台暂时不可用"},
    {"cursor_invalid", "平台不认拉单进度"},
    {"request_refused", "平台拒绝了请求"},
    {"malformed_answer", "平台的回答读不懂"},
};

using core::AlertFields;

std::string offset_words(int32_t seconds) {
  if (seconds == 0) return "UTC";
  const int32_t minutes = std::abs(seconds) / 60;
  std::string text = fmt::format("UTC{}{}", seconds < 0 ? '-' : '+', minutes / 60);
  if (minutes % 60) text += fmt::format(":{:02}", minutes % 60);
  return text;
}

std::string value_text(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return json::serialize(value);
}

// One sentence of the table with the values of one case.
class Sentence {
 public:
  Sentence(const AlertReader& reader, const AlertFields& fields)
      : reader_(reader), fields_(fields) {}

  std::string fill(std::string_view pattern) const {
    std::string text;
    while (!pattern.empty()) {
      const size_t bracket = pattern.find('[');
      text += filled(pattern.substr(0, bracket)).text;
      if (bracket == std::string_view::npos) break;
      const size_t end = pattern.find(']', bracket);
      const Filled part = filled(pattern.substr(bracket + 1, end - bracket - 1));
      if (part.whole) text += part.text;
      pattern.remove_prefix(end + 1);
    }
    return text;
  }

 private:
  struct Filled {
    std::string text;
    bool whole = true;  // no value was missing
  };

  Filled filled(std::string_view pattern) const {
    Filled part;
    while (!pattern.empty()) {
      const size_t brace = pattern.find('{');
      part.text += pattern.substr(0, brace);
      if (brace == std::string_view::npos) break;
      const size_t end = pattern.find('}', brace);
      add(pattern.substr(brace + 1, end - brace - 1), part);
      pattern.remove_prefix(end + 1);
    }
    return part;
  }

  void add(std::string_view named, Filled& part) const {
    const size_t colon = named.find(':');
    const std::string_view name = named.substr(0, colon);
    const json::value* value = fields_.if_contains(name);
    if (!value || value->is_null()) {
      part.whole = false;
      part.text += "…";
      return;
    }
    part.text += shown(*value, colon == std::string_view::npos ? "" : named.substr(colon + 1));
  }

  // A value that is not what the sentence takes it for is shown as it is.
  std::string shown(const json::value& value, std::string_view kind) const {
    if (kind == "span" && value.is_int64()) return reader_.span(value.as_int64());
    if (!value.is_string()) return value_text(value);
    const std::string_view text = value.as_string();
    if (kind == "word") return reader_.word(text);
    if (kind == "words") return several(text);
    if (kind != "time") return std::string(text);
    const auto at = parse_rfc3339(text);
    return at ? reader_.moment(*at) : std::string(text);
  }

  std::string several(std::string_view codes) const {
    std::string text;
    while (!codes.empty()) {
      const std::string_view code = codes.substr(0, codes.find(','));
      if (!text.empty()) text += reader_.say("、", ", ");
      text += reader_.word(code);
      codes.remove_prefix(std::min(code.size() + 1, codes.size()));
    }
    return text;
  }

  const AlertReader& reader_;
  const AlertFields& fields_;
};

// Of a kind without a sentence.
std::string listed(const AlertFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", std::string_view(name),
                        value_text(value));
  }
  return text;
}

}  // namespace

AlertReader::AlertReader(std::string_view language, std::string_view zone)
    : chinese_(language == "zh"), zone_(Zone::find(zone).value_or(Zone::utc())) {}

std::string AlertReader::say(std::string_view zh, std::string_view en) const {
  return std::string(chinese_ ? zh : en);
}

std::string AlertReader::title(std::string_view kind) const {
  const AlertKindRow* row = find_alert_kind(kind);
  return row ? say(row->zh.title, row->en.title) : std::string(kind);
}

std::string AlertReader::advice(std::string_view kind) const {
  const AlertKindRow* row = find_alert_kind(kind);
  return row ? say(row->zh.advice, row->en.advice) : std::string();
}

std::string AlertReader::detail(std::string_view kind, std::string_view detail) const {
  const auto fields = core::alert_fields(detail);
  if (!fields) return std::string(detail);
  const AlertKindRow* row = find_alert_kind(kind);
  if (!row) return listed(*fields);
  return Sentence(*this, *fields).fill(chinese_ ? row->zh.detail : row->en.detail);
}

std::string AlertReader::moment(Instant at) const {
  return fmt::format("{} ({})", zone_.format_local(at), offset_words(zone_.offset_seconds(at)));
}

// In the largest unit of which there are at least two.
std::string AlertReader::span(int64_t seconds) const {
  constexpr int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  if (seconds >= 2 * kDay) return fmt::format("{} {}", seconds / kDay, say("天", "days"));
  if (seconds >= 2 * kHour) return fmt::format("{} {}", seconds / kHour, say("小时", "hours"));
  if (seconds >= 2 * kMinute) return fmt::format("{} {}", seconds / kMinute, say("分钟", "min"));
  return fmt::format("{} {}", seconds, say("秒", "s"));
}

std::string AlertReader::word(std::string_view code) const {
  if (chinese_) {
    const auto* const found =
        std::ranges::find(kWords, code, &std::pair<std::string_view, std::string_view>::first);
    if (found != std::end(kWords)) return std::string(found->second);
  }
  std::string words(code);
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string zone_of(const Settings& settings, const Shop* shop) {
  if (shop) return shop->zone;
  std::map<std::string_view, int> shops;
  for (const auto& [code, each] : settings.shops) ++shops[each.zone];
  const auto most =
      std::ranges::max_element(shops, {}, [](const auto& zone) { return zone.second; });
  return most == shops.end() ? "UTC" : std::string(most->first);
}

}  // namespace ordo::flows
