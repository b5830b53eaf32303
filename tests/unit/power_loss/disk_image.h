// What may stand on a disk after a loss of power: everything that was synced before it, and a
// random part of what was not.
//
// Of a file's data each sector is there or not by itself; its length may be there without its data,
// which then reads as zeros. Names that were made, removed or renamed since the last sync of their
// folder are there or not, each by itself; a rename as a whole. A name cannot be in a folder that
// is not there. That is worse than file systems with a journal are, and as bad as POSIX allows.
#pragma once

#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "unit/power_loss/file_operations.h"

namespace mutation {

// Files and folders below a folder, by their paths in it: content, or nothing for folders.
struct DiskImage {
  std::map<std::string, std::string> files;
  std::vector<std::string> folders;  // parents before their children
};

// `done`: the operations before the loss of power, from the first that was recorded.
DiskImage image_after(std::span<const RecordedOperation> done, std::mt19937_64& random);
// As if everything had been synced.
DiskImage image_of_all(std::span<const RecordedOperation> done);

// Of what lies in a folder.
DiskImage image_of(const std::string& folder);

// Writes it into a folder that exists and is empty.
void put_image(const DiskImage& image, const std::string& folder);

}  // namespace mutation
