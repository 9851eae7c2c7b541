#include "flows/notice_words.h"

#include <fmt/format.h>

#include "flows/alert_words.h"

namespace ordo::flows {
namespace {

std::string severity_words(const AlertReader& reader, channels::Severity severity) {
  switch (severity) {
    case channels::Severity::kInfo: return reader.say("提示", "Info");
    case channels::Severity::kWarning: return reader.say("警告", "Warning");
    case channels::Severity::kCritical: return reader.say("严重", "Critical");
  }
  return {};
}

class Lines {
 public:
  explicit Lines(const AlertReader& reader) : reader_(reader) {}
  void add(std::string line) {
    if (!line.empty()) lines_.push_back(std::move(line));
  }
  void add(std::string_view zh, std::string_view en, std::string_view value) {
    if (value.empty()) return;
    lines_.push_back(fmt::format("{}{}{}", reader_.say(zh, en), reader_.say("：", ": "), value));
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

 private:
  const AlertReader& reader_;
  std::vector<std::string> lines_;
};

// What happened stands first: a text message has room for little more.
std::vector<std::string> lines_of(const NoticeBody& body, const AlertReader& reader) {
  const std::string detail = reader.detail(body.kind, body.detail);
  Lines lines(reader);
  if (body.more > 0) {
    lines.add(fmt::format(fmt::runtime(reader.say("又有 {} 条，例如：{}", "{} more, e.g. {}")),
                          body.more, detail));
  } else {
    lines.add(detail);
  }
  lines.add("店铺", "Shop", body.shop);
  lines.add("订单", "Order", body.order ? "#" + body.order.str() : "");
  lines.add("规则", "Rule", body.rule_name.empty() ? body.rule : body.rule_name);
  lines.add("时间", "Time", reader.moment(body.at));
  lines.add("处理", "What to do", reader.advice(body.kind));
  return lines.take();
}

}  // namespace

channels::Notice notice_of(const core::OutboxMessage& message, std::string_view language) {
  const NoticeBody body = decode_notice(message.body);
  const AlertReader reader(language, body.zone);
  channels::Notice notice;
  notice.id = "ordo-" + message.id.str();
  notice.severity = body.severity;
  if (message.route == kNoticeTestRoute) {
    notice.title = reader.say("Ordo 测试通知", "Ordo test notice");
    Lines lines(reader);
    lines.add(reader.say("收到这条，说明接收方配置正确。",
                         "If you read this, the receiver is set up correctly."));
    lines.add("时间", "Time", reader.moment(body.at));
    notice.lines = lines.take();
    return notice;
  }
  notice.title =
      fmt::format("[{}] {}", severity_words(reader, body.severity), reader.title(body.kind));
  notice.lines = lines_of(body, reader);
  return notice;
}

}  // namespace ordo::flows
