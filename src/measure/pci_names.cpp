// Reads uevent, vendor and device, and pci.ids: vendors at the start of a line, their devices after
// one tab, subsystems after two.
#include "measure/pci_names.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/text.h"
#include "measure/root.h"
#include "measure/sysfs_number.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr const char* kLists[] = {"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"};

constexpr const char* kDevices = "/sys/bus/pci/devices";
constexpr const char* kDisplayClass = "0x03";
constexpr const char* kNvidia = "10de";

// "0000:03:00.0"
bool is_pci_address(std::string_view text) {
  if (text.size() < 12) return false;
  const std::string_view tail = text.substr(text.size() - 8);  // ":03:00.0"
  return tail[0] == ':' && tail[3] == ':' && tail[6] == '.' &&
         text.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
}

// "1002" of "0x1002"; "" for anything else.
std::string id_in(const std::string& path) {
  const auto line = line_of_file(path);
  return line && line->size() == 6 && line->starts_with("0x") ? line->substr(2) : "";
}

std::optional<std::string> name_in(std::string_view list, const std::string& vendor,
                                   const std::string& device) {
  bool in_vendor = false;
  while (!list.empty()) {
    const size_t end = list.find('\n');
    const std::string_view line = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() != '\t') {
      if (in_vendor) return std::nullopt;
      in_vendor = line.starts_with(vendor + " ");
    } else if (in_vendor && line.substr(1).starts_with(device + " ")) {
      return valid_utf8(trimmed(line.substr(1 + device.size())));
    }
  }
  return std::nullopt;
}

}  // namespace

std::string pci_address(const std::string& device_folder) {
  constexpr std::string_view kSlot = "PCI_SLOT_NAME=";
  if (const auto uevent = read_file(device_folder + "/uevent")) {
    for (const std::string& line : split(*uevent, '\n')) {
      if (line.starts_with(kSlot)) return line.substr(kSlot.size());
    }
  }
  std::error_code error;
  const auto folder = std::filesystem::canonical(device_folder, error);
  if (error || !is_pci_address(folder.filename().string())) return "";
  return folder.filename();
}

std::string pci_ids(const std::string& device_folder) {
  const std::string vendor = id_in(device_folder + "/vendor");
  const std::string device = id_in(device_folder + "/device");
  return vendor.empty() || device.empty() ? "" : vendor + ":" + device;
}

bool has_nvidia_gpu(const std::string& root) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(under(root, kDevices), error)) {
    const std::string folder = entry.path();
    const auto kind = line_of_file(folder + "/class");
    if (kind && kind->starts_with(kDisplayClass) && id_in(folder + "/vendor") == kNvidia)
      return true;
  }
  return false;
}

std::optional<std::string> pci_name(const std::string& root, const std::string& ids) {
  const std::vector<std::string> parts = split(ids, ':');
  if (parts.size() != 2) return std::nullopt;
  for (const char* path : kLists) {
    const auto list = read_file(under(root, path));
    if (!list) continue;
    if (auto name = name_in(*list, parts[0], parts[1])) return name;
  }
  return std::nullopt;
}

}  // namespace mutation
