// What people add to orders: files, listed, taken, shown and removed.
//
// A file's bytes are personal data. Who sees the order's people, address and words in full may have them;
// somebody else must say what for, as for the people themselves (audit_routes.cc). Browsers are told to keep
// no copy, to guess no type and to run nothing.
#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "api/url.h"
#include "base/json_read.h"
#include "base/text.h"
#include "channels/web_text.h"
#include "core/limits.h"
#include "flows/attachment_commands.h"
#include "flows/words.h"
#include "orders/attachment_store.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using orders::Attachment;

std::unexpected<Error> no_attachment() {
  return fail(ErrorClass::kNotFound, "attachment_not_found",
              "the order has no such attachment, or it was removed");
}

std::optional<Key256> key_of(const Call& call, const store::Reader& reader, PersonId person) {
  const auto wrapped = orders::load_person_key(reader, person);
  if (!wrapped) return std::nullopt;
  const auto key = call.kit.hub.keyring().unwrap(*wrapped, flows::person_context(person.value));
  return key ? std::optional(*key) : std::nullopt;
}

Result<> check_shown(const Call& call) {
  if (call.context.caller.view.attachments) return {};
  return fail(ErrorClass::kForbidden, "not_in_view", "this key is not shown attachments");
}

bool sees_content(const flows::View& view) { return view.people && view.address && view.notes; }

json::object attachment_json(const Call& call, const Attachment& a, const std::string& name,
                             bool forgotten) {
  const std::string who = actor_name(*call.kit.hub.settings(), a.added_by);
  return {{"id", std::to_string(a.id)},
          {"name", name.empty() ? json::value(nullptr) : json::value(name)},
          {"type", media_type(a.type)},
          {"size", a.size},
          {"added_at", time_json(a.added_at)},
          {"added_by", a.added_by},
          {"added_by_name", who.empty() ? json::value(nullptr) : json::value(who)},
          {"forgotten", forgotten}};
}

Result<HttpResponse> list(const Call& call) {
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto place = find_order(call, lease.reader());
  if (!place) return std::unexpected(place.error());
  if (auto shown = check_shown(call); !shown) return std::unexpected(shown.error());
  json::array items;
  for (const Attachment& a : orders::load_attachments(lease.reader(), place->id)) {
    if (!a.stands()) continue;
    const auto key = key_of(call, lease.reader(), a.person);
    // A name names people as often as not.
    std::string name;
    if (key && call.context.caller.view.notes) name = flows::open_words(*key, a.name).value_or("");
    items.push_back(attachment_json(call, a, name, !key));
  }
  return page_answer(std::move(items), "");
}

// The file's name travels percent-encoded in a header: personal data never stands in a URL.
Result<std::string> file_name(const HttpRequest& request) {
  auto name = percent_decode(request.header("x-file-name"), UrlPart::kPath);
  if (name && is_valid_utf8(*name)) return std::move(*name);
  return fail(ErrorClass::kInvalid, "malformed_request",
              "X-File-Name must be percent-encoded UTF-8");
}

// What is declared may be nothing, or the type that says nothing; else it must be the one that the bytes
// have.
Result<> check_declared(std::string_view declared, FileType type) {
  if (declared.empty() || declared.starts_with("application/octet-stream")) return {};
  if (parse_media_type(declared) == type) return {};
  return fail(
      ErrorClass::kInvalid, "file_type_mismatch",
      "the file is " + std::string(media_type(type)) + ", and was sent as " + printable(declared));
}

Result<Write> attach(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto place = find_order(call, lease.reader());
  if (!place) return std::unexpected(place.error());
  if (auto shown = check_shown(call); !shown) return std::unexpected(shown.error());
  if (call.request.body.size() > core::kAttachmentBytesMax) {
    return fail(ErrorClass::kInvalid, "file_too_large", "a file may have 5 MiB");
  }
  auto type = detect_file_type(call.request.body);
  if (!type) return std::unexpected(type.error());
  auto declared = check_declared(call.request.header("content-type"), *type);
  if (!declared) return std::unexpected(declared.error());
  auto name = file_name(call.request);
  if (!name) return std::unexpected(name.error());
  auto clean = orders::clean_file_name(*name, *type);
  if (!clean) return std::unexpected(clean.error());
  Write write;
  write.route = flows::kAttachRoute;
  write.stream = place->shop;
  write.body = json::serialize(json::object{
      {"id", place->id.value}, {"name", *clean}, {"content", base64(call.request.body)}});
  write.finish = [](HttpResponse& response, const core::Outcome& outcome) {
    json::error_code failed;
    const json::value body = json::parse(outcome.answer.body, failed);
    if (failed || !body.is_object()) return;
    response.headers.emplace_back(
        "Location", "/api/v1/orders/" + json_text(body.as_object(), "order_id") + "/attachments/" +
                        json_text(body.as_object(), "id"));
  };
  return write;
}

// One that stands, of the order of the path.
struct Found {
  OrderPlace order;
  Attachment attachment;
};

Result<Found> find_attachment(const Call& call, const store::Reader& reader) {
  const auto place = find_order(call, reader);
  if (!place) return std::unexpected(place.error());
  if (auto shown = check_shown(call); !shown) return std::unexpected(shown.error());
  const auto id = parse_id(call.params.at("attachment_id"));
  const auto held = orders::load_attachments(reader, place->id);
  const auto found = std::ranges::find(held, id.value_or(0), &Attachment::id);
  if (found == held.end() || !found->stands()) return no_attachment();
  return Found{*place, *found};
}

std::string content_type(FileType type, std::string_view bytes) {
  std::string text(media_type(type));
  if (type == FileType::kText) {
    text += is_valid_utf8(bytes) ? "; charset=utf-8" : "; charset=gb18030";
  }
  return text;
}

// RFC 6266: always as a file to be kept, never as a page of ours.
std::string disposition(std::string_view name) {
  return "attachment; filename*=UTF-8''" + channels::percent_encode(name);
}

Result<HttpResponse> opened_content(const Call& call, const store::Reader& reader,
                                    const Attachment& a) {
  const auto key = key_of(call, reader, a.person);
  if (!key) {
    return fail(ErrorClass::kNotFound, "person_forgotten",
                "the attachment is of a person who was forgotten");
  }
  const auto sealed = orders::load_attachment_content(reader, a.id);
  auto bytes = sealed ? flows::open_attachment(*key, a.id, *sealed) : std::nullopt;
  if (!bytes) {
    return fail(ErrorClass::kInternal, "attachment_damaged",
                "the attachment does not open; ordo prove says what is wrong");
  }
  HttpResponse response{200, content_type(a.type, *bytes), std::move(*bytes), {}};
  response.headers.emplace_back("Content-Disposition",
                                disposition(flows::open_words(*key, a.name).value_or("")));
  response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Result<HttpResponse> content(const Call& call) {
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto found = find_attachment(call, lease.reader());
  if (!found) return std::unexpected(found.error());
  if (!sees_content(call.context.caller.view)) {
    return fail(ErrorClass::kForbidden, "purpose_required",
                "whoever sees people masked must say what the file is needed for: POST to /reveal");
  }
  return opened_content(call, lease.reader(), found->attachment);
}

// Read before the line is written, given away only when it is.
Result<Write> reveal_content(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto found = find_attachment(call, lease.reader());
  if (!found) return std::unexpected(found.error());
  auto purpose = read_purpose(call);
  if (!purpose) return std::unexpected(purpose.error());
  auto opened = opened_content(call, lease.reader(), found->attachment);
  if (!opened) return std::unexpected(opened.error());
  Write write;
  write.route = "orders.reveal";
  write.stream = found->order.shop;
  // Only the answer that waited for the line shows anything: put off, it could never be had.
  write.administers = true;
  write.body = json::serialize(json::object{
      {"id", found->order.id.value}, {"purpose", *purpose}, {"attachment", found->attachment.id}});
  write.finish = [shown = std::make_shared<HttpResponse>(std::move(*opened))](
                     HttpResponse& response, const core::Outcome& outcome) {
    // A repeat wrote no new line, so nothing is shown again.
    if (!outcome.answer.replayed) response = *shown;
  };
  return write;
}

Result<Write> detach(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto found = find_attachment(call, lease.reader());
  if (!found) return std::unexpected(found.error());
  auto reason = read_reason(call);
  if (!reason) return std::unexpected(reason.error());
  Write write;
  write.route = flows::kDetachRoute;
  write.stream = found->order.shop;
  write.body = json::serialize(json::object{
      {"id", found->order.id.value}, {"attachment", found->attachment.id}, {"reason", *reason}});
  return write;
}

}  // namespace

void add_attachment_routes(Resources& resources) {
  resources.read("GET", "/orders/{id}/attachments", Area::kOrders, list);
  resources.write("POST", "/orders/{id}/attachments", Area::kOrders, attach, Pace::kUsual,
                  kLargeBodyMax);
  resources.read("GET", "/orders/{id}/attachments/{attachment_id}", Area::kOrders, content);
  resources.write("DELETE", "/orders/{id}/attachments/{attachment_id}", Area::kOrders, detach);
  resources.write("POST", "/orders/{id}/attachments/{attachment_id}/reveal", Area::kReveal,
                  reveal_content, Pace::kLookup);
}

}  // namespace ordo::api
