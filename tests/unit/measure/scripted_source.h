// A power source whose reads are the test's, and a way to wait for what happens on other threads.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "measure/power_source.h"
#include "unit/measure/drained.h"

namespace mutation {

// Something that happens once, on whatever thread.
class Event {
 public:
  void happen() {
    const std::lock_guard lock(mutex_);
    happened_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return happened_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool happened_ = false;
};

// One device with one channel; what a read does is the test's.
class ScriptedSource final : public PowerSource {
 public:
  using Read = std::function<void(Rate, SampleBatch&)>;
  ScriptedSource(std::string name, DeviceKind kind, Read read, std::shared_ptr<Event> gone = {},
                 Rate rate = Rate::fast)
      : name_(std::move(name)), read_(std::move(read)), gone_(std::move(gone)) {
    instrumentation_.devices.push_back({.id = name_ + "-0", .kind = kind});
    instrumentation_.channels.push_back({.device = 0, .source = name_, .rate = rate});
    instrumentation_.absences.push_back({name_ + " humidity", "no such sensor"});
  }
  ~ScriptedSource() override {
    if (gone_) gone_->happen();
  }
  std::string name() const override { return name_; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override { read_(rate, into); }

 private:
  std::string name_;
  Read read_;
  std::shared_ptr<Event> gone_;
  Instrumentation instrumentation_;
};

inline ScriptedSource::Read always(double value) {
  return [value](Rate rate, SampleBatch& into) {
    if (rate == Rate::fast) into.readings.push_back({0, Monotonic::now(), value});
    if (rate == Rate::processes) into.processes.push_back({0, Monotonic::now(), {{.pid = 7}}});
  };
}

inline std::unique_ptr<PowerSource> scripted(std::string name, DeviceKind kind,
                                             ScriptedSource::Read read,
                                             std::shared_ptr<Event> gone = {}) {
  return std::make_unique<ScriptedSource>(std::move(name), kind, std::move(read), std::move(gone));
}

}  // namespace mutation
