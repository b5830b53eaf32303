// A catalogue and settings for the tests of plan/: the parameters of python_reference.py, and two
// small repos.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/settings.h"

namespace mutation::fixtures {

inline HyperparameterSpec integer(const std::string& name, const std::string& flag,
                                  std::optional<Value> default_value, double low, double high) {
  return {name,
          flag,
          HyperparameterType::integer,
          default_value,
          Range{low, high},
          Distribution::uniform,
          0};
}

inline HyperparameterSpec real(const std::string& name, const std::string& flag,
                               double default_value, double low, double high,
                               Distribution distribution = Distribution::log_uniform) {
  return {name,         flag, HyperparameterType::real, Value(default_value), Range{low, high},
          distribution, 0};
}

inline HyperparameterSpec with_zero(HyperparameterSpec spec, double probability) {
  spec.zero_probability = probability;
  return spec;
}

inline Value whole(std::int64_t value) {
  return value;
}

inline HyperparameterSpec epochs() {
  return integer("epochs", "-e", whole(10), 5, 15);
}
inline HyperparameterSpec learning_rate() {
  return real("learning_rate", "--lr", 0.1, 0.05, 0.15);
}
inline HyperparameterSpec seed() {
  return integer("seed", "--seed", std::nullopt, 0, 9999);
}
inline HyperparameterSpec max_iter() {
  HyperparameterSpec spec = integer("max_iter", "--max_iter", whole(10000), 1000, 20000);
  spec.distribution = Distribution::log_uniform;
  return spec;
}
inline HyperparameterSpec dropout() {
  return real("dropout", "--dropout", 0.2, 0.0, 0.3, Distribution::uniform);
}
inline HyperparameterSpec weight_decay() {
  return with_zero(real("weight_decay", "--wd", 0.0, 1e-05, 0.001), 0.3);
}
inline HyperparameterSpec kfold() {
  return with_zero(integer("kfold", "--kfold", whole(10), 2, 10), 0.25);
}
inline HyperparameterSpec tiny_rate() {
  return real("learning_rate", "--lr", 3e-05, 1.5e-05, 4.5e-05);
}

inline Catalogue catalogue() {
  RepoSpec resnet;
  resnet.name = "resnet";
  resnet.path = "repos/./resnet/";
  resnet.train_script = "./train.sh";
  resnet.models = {"resnet20"};
  resnet.model_flag = "-n";
  resnet.hyperparameters = {epochs(), learning_rate(), seed()};
  resnet.metrics = {{"accuracy", "Acc: ([0-9.]+)"}};
  resnet.ready_pattern = "Epoch 1";
  resnet.environment = {{"OMP_NUM_THREADS", "1"}, {"WHO", "catalogue"}};

  RepoSpec vulberta;
  vulberta.name = "VulBERTa";
  vulberta.path = "repos/VulBERTa";
  vulberta.train_script = "./train.sh";
  vulberta.models = {"mlp"};
  vulberta.model_flag = "-n";
  vulberta.required_args = {{"dataset", " -d  d2a"}, {"verbosity", "-v"}};
  vulberta.hyperparameters = {integer("epochs", "--epochs", whole(10), 5, 20), tiny_rate()};
  return {"config/models_config.json", {resnet, vulberta}};
}

// Draws `mutate` of resnet20.
inline Entry mutation_entry(int index, std::vector<std::string> mutate) {
  Entry entry;
  entry.index = index;
  entry.foreground = {"resnet", "resnet20", Mode::mutation, std::move(mutate), {}};
  return entry;
}

inline Entry fixed_entry(int index, Hyperparameters hyperparameters) {
  Entry entry;
  entry.index = index;
  entry.mode = Mode::fixed;
  entry.foreground = {"resnet", "resnet20", Mode::fixed, {}, std::move(hyperparameters)};
  return entry;
}

// The same beside VulBERTa as load.
inline Entry parallel(Entry entry) {
  entry.mode = Mode::parallel;
  entry.background = TrainingRequest{
      "VulBERTa", "mlp", Mode::fixed, {}, {{"epochs", whole(1)}, {"learning_rate", 0.001}}};
  return entry;
}

inline Settings settings(std::vector<Entry> entries) {
  Settings result;
  result.entries = std::move(entries);
  return result;
}

}  // namespace mutation::fixtures
