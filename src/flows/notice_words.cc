#include "flows/notice_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ordo::flows {
namespace {

struct KindWords {
  std::string_view kind, zh, en;
};
// As the console names them.
constexpr std::array kKinds = {
    KindWords{"transition_refused", "状态变更被拒绝", "Transition refused"},
    KindWords{"status_jump", "状态跳跃", "Status jumped"},
    KindWords{"suspected_duplicate", "疑似重复订单", "Possible duplicate order"},
    KindWords{"suspected_burst", "疑似批量重复下单", "Possible burst of duplicate orders"},
    KindWords{"refund_exceeds_paid", "退款超过实付金额", "Refunds exceed what was paid"},
    KindWords{"time_in_future", "时间在未来", "Time in the future"},
    KindWords{"review_queue_full", "待审队列过满", "Review queue is full"},
    KindWords{"outbox_gave_up", "通知已放弃，待人处理", "A call out gave up"},
    KindWords{"timer_breached", "定时任务出错", "A timer failed"},
    KindWords{"invariant_breached", "处理出错，订单已冻结", "Failed; the order is frozen"},
    KindWords{"crashed_twice", "处理两次中断", "Interrupted twice"},
    KindWords{"order_never_came", "等待的订单一直没来", "An awaited order never came"},
    KindWords{"orders_missing", "平台有单未到", "Orders missing from the platform"},
    KindWords{"order_unreadable", "平台列出但取不到的订单",
              "An order is listed but cannot be fetched"},
    KindWords{"pull_stopped", "拉单已停止，请检查授权", "Pulling stopped: check the authorisation"},
    KindWords{"pull_failing", "拉单持续失败", "Pulling keeps failing"},
    KindWords{"pull_cursor_lost", "拉单进度丢失，已重新开始", "Pull progress lost, started anew"},
    KindWords{"time_impossible", "时间不可能存在", "A time that cannot be"},
    KindWords{"zone_contradicted", "店铺时区与平台不符", "Shop time zone contradicted"},
    KindWords{"echo_unproved", "带我方标记但无推送记录",
              "Bears our mark without a record of a push"},
    KindWords{"heads_not_copied", "签名链头无法复制到第二处", "Signed heads cannot be copied"},
    KindWords{"mode_changed", "运行模式自动切换", "The mode changed by itself"},
    KindWords{"apply_behind", "处理滞后", "Applying is behind"},
    KindWords{"messages_wait", "消息在等订单", "Messages wait for their order"},
    KindWords{"parked_with_order", "订单的消息被搁置", "Messages of orders were set aside"},
    KindWords{"status_not_told", "状态变化未送达", "Changes of status not delivered"},
    KindWords{"pull_behind", "拉单落后", "Pulling is behind"},
    KindWords{"changes_late", "订单变化来得太晚", "Changes come late"},
    KindWords{"shop_silent", "店铺无消息", "A shop is silent"},
    KindWords{"mirrors_differ", "系统间订单状态不一致", "Systems disagree on orders"},
    KindWords{"credentials_expiring", "授权即将到期", "Credentials are about to expire"},
    KindWords{"unknown_status", "出现没有含义的状态词", "A status word without a meaning"},
    KindWords{"metric_threshold", "指标越过阈值", "A figure crossed its threshold"},
};

class Words {
 public:
  explicit Words(std::string_view language) : chinese_(language == "zh") {}

  [[nodiscard]] std::string kind(std::string_view kind) const {
    const auto* const found = std::ranges::find(kKinds, kind, &KindWords::kind);
    if (found == kKinds.end()) return std::string(kind);
    return std::string(chinese_ ? found->zh : found->en);
  }
  [[nodiscard]] std::string severity(channels::Severity severity) const {
    switch (severity) {
      case channels::Severity::kInfo: return say("提示", "Info");
      case channels::Severity::kWarning: return say("警告", "Warning");
      case channels::Severity::kCritical: return say("严重", "Critical");
    }
    return {};
  }
  [[nodiscard]] std::string field(std::string_view zh, std::string_view en,
                                  std::string_view value) const {
    return fmt::format("{}{}{}", chinese_ ? zh : en, chinese_ ? "：" : ": ", value);
  }
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
    return std::string(chinese_ ? zh : en);
  }

 private:
  bool chinese_;
};

// What happened stands first: a text message has room for little more.
std::vector<std::string> lines_of(const NoticeBody& body, const Words& words) {
  std::vector<std::string> lines;
  if (body.more > 0) {
    lines.push_back(fmt::format(fmt::runtime(words.say("又有 {} 条，例如：{}", "{} more, e.g. {}")),
                                body.more, body.detail));
  } else if (!body.detail.empty()) {
    lines.push_back(body.detail);
  }
  if (!body.shop.empty()) lines.push_back(words.field("店铺", "Shop", body.shop));
  if (body.order) lines.push_back(words.field("订单", "Order", "#" + body.order.str()));
  const std::string& rule = body.rule_name.empty() ? body.rule : body.rule_name;
  lines.push_back(words.field("规则", "Rule", rule));
  lines.push_back(words.field("时间", "Time", format_rfc3339(body.at)));
  return lines;
}

}  // namespace

channels::Notice notice_of(const core::OutboxMessage& message, std::string_view language) {
  const Words words(language);
  channels::Notice notice;
  notice.id = "ordo-" + message.id.str();
  const NoticeBody body = decode_notice(message.body);
  notice.severity = body.severity;
  if (message.route == kNoticeTestRoute) {
    notice.title = words.say("Ordo 测试通知", "Ordo test notice");
    notice.lines = {words.say("收到这条，说明接收方配置正确。",
                              "If you read this, the receiver is set up correctly."),
                    words.field("时间", "Time", format_rfc3339(body.at))};
    return notice;
  }
  notice.title = fmt::format("[{}] {}", words.severity(body.severity), words.kind(body.kind));
  notice.lines = lines_of(body, words);
  return notice;
}

}  // namespace ordo::flows
