// Where a PCI device sits and what it is called.
#pragma once

#include <optional>
#include <string>

namespace mutation {

// "0000:03:00.0" of a device's folder in /sys, from its uevent or its name; "" when it is no PCI
// device.
std::string pci_address(const std::string& device_folder);

// "1002:73bf", from the folder's files `vendor` and `device`; "" without them.
std::string pci_ids(const std::string& device_folder);

// Whether a PCI device of NVIDIA's is a display or 3D controller, whatever drives it.
bool has_nvidia_gpu(const std::string& root);

// What the machine's list of PCI ids calls "1002:73bf"; none when there is no list or it does not
// know the device. [pci.ids(5)]
std::optional<std::string> pci_name(const std::string& root, const std::string& ids);

}  // namespace mutation
