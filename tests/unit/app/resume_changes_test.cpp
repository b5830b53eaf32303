#include "app/resume_changes.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SessionInfo session() {
  SessionInfo info;
  info.host = "box";
  info.settings_file = "/lab/settings.json";
  info.settings_sha256 = "aa";
  info.catalogue_file = "/lab/config/models_config.json";
  info.catalogue_sha256 = "bb";
  info.repos = {{.name = "mnist",
                 .directory = "/lab/mnist",
                 .train_script = "/lab/mnist/train.sh",
                 .train_script_sha256 = "cc",
                 .git_commit = "",
                 .git_dirty = {},
                 .git_note = ""}};
  Device gpu;
  gpu.id = "GPU-1";
  gpu.kind = DeviceKind::gpu;
  gpu.driver_version = "550.1";
  Device other = gpu;
  other.id = "GPU-2";
  info.instrumentation.devices = {gpu, other};
  info.own_devices = {0};
  return info;
}

TEST(Changes, AreNoneWhereAllIsAsItWas) {
  EXPECT_THAT(changes_since(session(), session()), IsEmpty());
}

TEST(Changes, AreNamedOneByOne) {
  SessionInfo now = session();
  now.settings_sha256 = "";
  now.catalogue_sha256 = "other";
  now.repos[0].train_script_sha256 = "other";
  now.host = "other";
  now.own_devices = {1};
  now.instrumentation.devices[1].driver_version = "560.2";
  EXPECT_THAT(changes_since(session(), now),
              ElementsAre("the settings file /lab/settings.json cannot be read any more",
                          "the catalogue /lab/config/models_config.json was changed",
                          "the train script of mnist (/lab/mnist/train.sh) was changed",
                          "the host was box and is other", "the GPU was GPU-1 and is GPU-2",
                          "the driver was 550.1 and is 560.2"));
}

TEST(Changes, OfADeviceThatIsNotTheSessionsOwnDoNotMatter) {
  SessionInfo now = session();
  now.instrumentation.devices.pop_back();
  EXPECT_THAT(changes_since(session(), now), IsEmpty());
}

TEST(Changes, TellOfAGpuThatIsGone) {
  SessionInfo now = session();
  now.instrumentation.devices.clear();
  now.own_devices.clear();
  EXPECT_THAT(changes_since(session(), now),
              ElementsAre("the GPU was GPU-1 and is none", "the driver was 550.1 and is none"));
}

}  // namespace
}  // namespace mutation
