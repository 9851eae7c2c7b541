#include "channels/taobao/pull_cursor.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"

namespace ordo::channels::taobao {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> kStepNames{"count", "page", "trade", "refund", "recount"};
constexpr int64_t kPagesMax = 1'000'000;
constexpr size_t kIdsMax = 2'000;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

json::array write_ids(const std::vector<std::string>& ids) {
  json::array list;
  for (const std::string& id : ids) list.emplace_back(view(id));
  return list;
}

bool read_ids(const json::object& cursor, std::string_view name, std::vector<std::string>& ids) {
  const json::value* value = cursor.if_contains(view(name));
  if (!value) return true;
  const json::array* list = value->if_array();
  if (!list || list->size() > kIdsMax) return false;
  for (const json::value& id : *list) {
    if (!id.is_string() || !is_id(std::string_view(id.as_string()))) return false;
    ids.emplace_back(id.as_string());
  }
  return true;
}

bool read_step(const json::object& object, Cursor& cursor) {
  const json::value* step = object.if_contains("step");
  if (!step) return true;
  if (!step->is_string()) return false;
  const auto at = std::ranges::find(kStepNames, std::string_view(step->as_string()));
  if (at == kStepNames.end()) return false;
  cursor.step = static_cast<PullStep>(at - kStepNames.begin());
  return true;
}

bool read_page(const json::object& object, Cursor& cursor) {
  const json::value* page = object.if_contains("page");
  if (!page) return true;
  if (!page->is_int64() || page->as_int64() < 1 || page->as_int64() > kPagesMax) return false;
  cursor.page = page->as_int64();
  return true;
}

// What each step needs stands there.
bool is_whole(const Cursor& cursor) {
  if (cursor.single) {
    const bool trade = cursor.step == PullStep::kTrade && !cursor.trades.empty();
    return trade || (cursor.step == PullStep::kRefund && !cursor.refunds.empty());
  }
  if (cursor.step == PullStep::kCount) return true;
  if (!cursor.walk.window || !cursor.walk.window->total) return false;
  switch (cursor.step) {
    case PullStep::kPage: return cursor.page > 0;
    case PullStep::kTrade: return cursor.page > 0 && !cursor.trades.empty();
    case PullStep::kRefund: return cursor.page > 0 && !cursor.refunds.empty();
    default: return true;
  }
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 20 && std::ranges::all_of(text, is_digit);
}

std::string write_cursor(const Cursor& cursor) {
  json::object object;
  write_walk(cursor.walk, object);
  if (cursor.step != PullStep::kCount) {
    object["step"] = view(kStepNames[static_cast<size_t>(cursor.step)]);
  }
  if (cursor.page) object["page"] = cursor.page;
  if (cursor.single) object["single"] = true;
  if (!cursor.trades.empty()) object["trades"] = write_ids(cursor.trades);
  if (!cursor.refunds.empty()) object["refunds"] = write_ids(cursor.refunds);
  return json::serialize(object);
}

Result<Cursor> read_cursor(std::string_view text) {
  auto object = parse_cursor(text);
  if (!object) return std::unexpected(std::move(object.error()));
  auto walk = read_walk(*object);
  if (!walk) return std::unexpected(std::move(walk.error()));
  Cursor cursor;
  cursor.walk = *walk;
  cursor.single = object->contains("single");
  const bool fine = read_step(*object, cursor) && read_page(*object, cursor) &&
                    read_ids(*object, "trades", cursor.trades) &&
                    read_ids(*object, "refunds", cursor.refunds) && is_whole(cursor);
  if (!fine) return bad_cursor("its step, page or ids are none");
  return cursor;
}

}  // namespace ordo::channels::taobao
