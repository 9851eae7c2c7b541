// The versions of documents of configuration, the one mechanism for all of them: what there were, what each
// said, and setting one again. Which documents' bodies may be shown is a table in config_versions.cc; users,
// keys and credentials stand in none.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "api/kit.h"

namespace ordo::api {

struct DocumentKind {
  std::string_view kind;
  std::string_view name;   // of the only document of this kind; empty: there are several
  std::string_view route;  // of the command that sets it, and checks it as any edit
  std::string (*first)();  // what stands while nobody has set it; null: nothing
  // Of several: whether the caller may meet the one with this name, and where the command is told which.
  Result<> (*meet)(const Call& call, std::string_view name);
  void (*tell)(boost::json::object& command, std::string_view name);
};

struct Document {
  const DocumentKind* kind = nullptr;
  std::string name;
};
// Codes: 404 "unknown_kind"; what `meet` answers.
[[nodiscard]] Result<Document> find_document(const Call& call, std::string_view kind,
                                             std::string_view name);

// A page, newest first: {"items": [{"version", "at", "actor", "actor_name"}], "next_cursor"}; below the
// first edit, as version 0, what stood from the first. `whole`: without that one, each with its "document",
// null where it was removed.
[[nodiscard]] Result<HttpResponse> versions_answer(const Call& call, const Document& document,
                                                   bool whole = false);
// What it was. Codes: 404 "version_not_found"; 409 "version_removed".
[[nodiscard]] Result<boost::json::object> body_of_version(const Call& call,
                                                          const Document& document,
                                                          int64_t version);

// What somebody wants to go back to, from {"version", "reason"?}.
struct Rollback {
  int64_t version = 0;
  std::string reason;
  boost::json::object body;  // as it was in that version
};
// Codes: those of body_of_version, read_object and Fields.
[[nodiscard]] Result<Rollback> read_rollback(const Call& call, const Document& document);
// A new edit that holds the old body: what stood in between stays readable.
[[nodiscard]] Write rollback_write(const Document& document, Rollback wanted, int64_t if_version);

}  // namespace ordo::api
