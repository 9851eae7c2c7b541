#include "flows/prove.h"

#include <fmt/format.h>

#include "flows/personal.h"
#include "flows/prove_attachments.h"
#include "flows/prove_kit.h"
#include "flows/prove_papers.h"
#include "flows/prove_persons.h"
#include "flows/prove_pushes.h"
#include "orders/order_store.h"
#include "stock/prove_queries.h"

namespace ordo::flows {
namespace {

constexpr int64_t kProgressEvery = 1000;

void prove_personal(Proof& proof) {
  for (auto page = personal_page(proof.reader, 0); !page.empty();
       page = personal_page(proof.reader, page.back().id)) {
    for (const StoredPersonal& row : page) {
      proof.advance("personal", ++proof.report.personal);
      if (is_forgotten(proof.reader, row.person)) continue;
      const auto wrapped = orders::load_person_key(proof.reader, PersonId(row.person));
      const auto key = wrapped ? proof.keyring.unwrap(*wrapped, person_context(row.person))
                               : fail(ErrorClass::kNotFound, "no_key", "");
      if (!key || !open_personal(*key, row.id, row.sealed)) {
        proof.complain(
            fmt::format("personal data {} does not open with the key of person {}, who is "
                        "not forgotten",
                        row.id, row.person));
      }
    }
  }
}

void prove_possible(Proof& proof) {
  for (const Impossible& rows : impossible_rows()) {
    proof.reader.query(rows.sql, {}, [&](const store::Row& row) {
      proof.complain(fmt::format(fmt::runtime(rows.sentence), row.integer(0)));
      return true;
    });
  }
}

}  // namespace

void Proof::complain(std::string sentence) {
  if (report.complaints.size() < kProveComplaintsMax) {
    report.complaints.push_back(std::move(sentence));
  } else {
    ++report.withheld;
  }
}

void Proof::advance(std::string_view stage, int64_t done) const {
  if (progress && done % kProgressEvery == 0) progress(stage, done);
}

ProveReport prove(store::Database& database, const core::Inbox& inbox,
                  const store::Keyring& keyring, const ProveProgress& progress) {
  const store::ReadLease lease = database.read();
  const StoredBatch old = newest_old_batch(lease.reader());
  Proof proof{.reader = lease.reader(),
              .inbox = inbox,
              .keyring = keyring,
              .progress = progress,
              .report = {},
              .old_batch = old.no,
              .old_id = old.last_id,
              .newest_at = newest_batch(lease.reader()).at,
              .rows = {},
              .fired = {}};
  proof.report.waiting = count_waiting(lease.reader());
  prove_messages(proof);
  prove_batches(proof);
  prove_orders(proof);
  prove_personal(proof);
  prove_persons(proof);
  prove_attachments(proof);
  prove_pushes(proof.reader,
               [&proof](std::string sentence) { proof.complain(std::move(sentence)); });
  prove_marks(proof);
  stock::prove_stock(proof.reader,
                     [&proof](std::string sentence) { proof.complain(std::move(sentence)); });
  prove_papers(proof.reader,
               [&proof](std::string sentence) { proof.complain(std::move(sentence)); });
  prove_possible(proof);
  const std::string engine = database.integrity();
  if (engine != "ok") proof.complain("the engine finds the database damaged: " + engine);
  return std::move(proof.report);
}

}  // namespace ordo::flows
