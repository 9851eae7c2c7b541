#include "core/configuration.h"

namespace ordo::core {

const std::shared_ptr<Configuration::Documents>* Configuration::of_kind(
    std::string_view kind) const {
  const auto at = kinds_.find(kind);
  return at == kinds_.end() ? nullptr : &at->second;
}

const ConfigDocument* Configuration::find(std::string_view kind, std::string_view name) const {
  const auto* documents = of_kind(kind);
  if (!documents) return nullptr;
  const auto at = (*documents)->find(name);
  return at == (*documents)->end() || at->second.body.empty() ? nullptr : &at->second;
}

void Configuration::each(
    std::string_view kind,
    const std::function<void(const std::string&, const ConfigDocument&)>& visit) const {
  const auto* documents = of_kind(kind);
  if (!documents) return;
  for (const auto& [name, document] : **documents) {
    if (!document.body.empty()) visit(name, document);
  }
}

bool Configuration::same_documents(const Configuration& other, std::string_view kind) const {
  const auto *mine = of_kind(kind), *theirs = other.of_kind(kind);
  return mine && theirs ? *mine == *theirs : mine == theirs;
}

Configuration Configuration::with(const ConfigEdit& edit) const& {
  return Configuration(*this).with(edit);
}

Configuration Configuration::with(const ConfigEdit& edit) && {
  std::shared_ptr<Documents>& documents = kinds_[edit.kind];
  if (!documents) {
    documents = std::make_shared<Documents>();
  } else if (documents.use_count() > 1) {
    documents = std::make_shared<Documents>(*documents);
  }
  (*documents)[edit.name] = {edit.version, edit.body};
  version_ = edit.version;
  return std::move(*this);
}

Configuration ConfigurationCell::get() const {
  std::lock_guard lock(mutex_);
  return current_;
}

void ConfigurationCell::set(Configuration c) {
  std::lock_guard lock(mutex_);
  current_ = std::move(c);
  generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace ordo::core
