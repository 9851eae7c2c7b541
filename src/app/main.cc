// The command line.
#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/copy.h"
#include "app/serve_options.h"

// Read by jemalloc where it is linked: few arenas, and freed pages go back within a second.
extern "C" {
const char* malloc_conf = "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0";
}

namespace {

using namespace ordo::app;

void common(CLI::App* command, CommonOptions& options) {
  add_store_options(*command, options);
  command->add_flag("--json", options.json, "machine-readable output");
}

int serve_as_told(CLI::App* command, const ServeOptions& options) {
  if (auto ok = read_config_file(*command, options); !ok) {
    complain(ok.error());
    return kUsage;
  }
  return serve(options);
}

// What is wrong with a value the hub says, as to everybody who makes a key.
void key_creating(CLI::App* create, KeyOptions& key) {
  create->add_option("--role", key.role,
                     "owner, operations, warehouse, finance, support, read_only or metrics; owner "
                     "where neither role nor scope is given");
  create->add_option("--name", key.name, "who will use it")->capture_default_str();
  create->add_option("--scope", key.scopes,
                     "a right, such as orders:read; may be repeated; within the role, if one is "
                     "given");
  create->add_option("--view", key.view,
                     "what orders show: people, address, goods, amounts, payments, refunds, notes, "
                     "mirrors, attachments; or installer: address and goods");
  create->add_option("--shop", key.shops, "the code of a shop that it may meet; may be repeated");
  create->add_option("--expires-days", key.expires_days, "ends after so many days")
      ->check(CLI::Range(1, 3650));
  create
      ->add_option("--per-minute", key.per_minute,
                   "requests a minute; 0: no limit, as an owner's key has")
      ->check(CLI::Range(0, 1'000'000));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Ordo: one place where every order arrives, is kept true and can be explained."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "ordo 0.1.0");
  int exit_code = kOk;

  ServeOptions serve_options, demo_options;
  CLI::App* serve_command = app.add_subcommand("serve", "run the hub");
  add_serve_options(*serve_command, serve_options);
  serve_command->callback([&] { exit_code = serve_as_told(serve_command, serve_options); });

  CLI::App* demo_command =
      app.add_subcommand("demo", "run the hub with simulated shops of three platforms that trade");
  demo_options.demo = true;
  add_serve_options(*demo_command, demo_options);
  demo_command->add_option("--pace", demo_options.demo_orders_per_second, "orders a second")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  demo_command->callback([&] { exit_code = serve_as_told(demo_command, demo_options); });

  CommonOptions key_options;
  KeyOptions wanted_key;
  CLI::App* key = app.add_subcommand("key", "API keys");
  key->require_subcommand(1);
  CLI::App* create = key->add_subcommand("create", "make a key; it is shown once");
  common(create, key_options);
  key_creating(create, wanted_key);
  create->callback([&] { exit_code = key_create(key_options, wanted_key); });

  CommonOptions prove_options;
  CLI::App* prove_command = app.add_subcommand(
      "prove", "rebuild everything from history and compare; 0 only when all agrees");
  common(prove_command, prove_options);
  prove_command->callback([&] { exit_code = prove(prove_options); });

  CommonOptions verify_options;
  CLI::App* verify =
      app.add_subcommand("verify-history", "check the chain of hashes and its signed heads");
  common(verify, verify_options);
  std::string heads_copy;
  verify->add_option("--heads", heads_copy, "a copy of heads.jsonl that was kept elsewhere")
      ->check(CLI::ExistingFile);
  verify->callback([&] { exit_code = verify_history(verify_options, heads_copy); });

  CommonOptions retain_options;
  CLI::App* retain_command = app.add_subcommand(
      "retain", "archive and erase what is due now; a running server does it hourly");
  common(retain_command, retain_options);
  retain_command->callback([&] { exit_code = retain(retain_options); });

  CommonOptions forget_options;
  std::string order, reason;
  CLI::App* forget_command =
      app.add_subcommand("forget", "erase the personal data of an order's buyer");
  common(forget_command, forget_options);
  forget_command->add_option("--order", order, "an order of that person, by id")->required();
  forget_command->add_option("--reason", reason, "why; kept in the audit log")->required();
  forget_command->callback([&] { exit_code = forget(forget_options, order, reason); });

  CommonOptions migrate_options;
  bool apply = false;
  CLI::App* migrate_command = app.add_subcommand(
      "migrate", "show which changes of the tables the next start would make; changes nothing");
  common(migrate_command, migrate_options);
  migrate_command->add_flag("--apply", apply, "make them now; no server may be running");
  migrate_command->callback([&] { exit_code = migrate(migrate_options, apply); });

  CopyOptions copy_options;
  CLI::App* copy_command = app.add_subcommand(
      "copy", "move everything from a data folder to a server; goes on where it was stopped");
  copy_command->add_option("--from", copy_options.from, "sqlite:FOLDER, which is then only kept")
      ->required();
  copy_command
      ->add_option("--to", copy_options.to,
                   "postgres://user@host/database?schema=merchant, a schema that is new")
      ->envname("ORDO_STORE")
      ->required();
  copy_command->add_flag("--json", copy_options.json, "machine-readable output");
  copy_command->callback([&] { exit_code = copy(copy_options); });

  CommonOptions backup_options;
  std::string backup_to;
  bool with_keys = false;
  CLI::App* backup_command = app.add_subcommand(
      "backup", "copy everything, also beside a running server; without the master key");
  common(backup_command, backup_options);
  backup_command->add_option("--to", backup_to, "a folder that is new")->required();
  backup_command->add_flag("--with-keys", with_keys,
                           "the master key too: whoever has the copy can then read it");
  backup_command->callback([&] { exit_code = backup(backup_options, backup_to, with_keys); });

  CommonOptions doctor_options;
  CLI::App* doctor_command = app.add_subcommand("doctor", "check the machine and the data folder");
  common(doctor_command, doctor_options);
  doctor_command->callback([&] { exit_code = doctor(doctor_options); });

  return guarded([&] {
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      return app.exit(e) == 0 ? kOk : kUsage;
    }
    return exit_code;
  });
}
