#include "unit/power_loss/disk_image.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/check.h"

namespace mutation {
namespace {

constexpr size_t kSector = 512;

bool is_of_names(FileOperation what) {
  return what == FileOperation::make_file || what == FileOperation::make_folder ||
         what == FileOperation::remove_name || what == FileOperation::rename;
}

// Where in `done` the last sync of each node is.
std::map<Node, size_t> last_syncs(std::span<const RecordedOperation> done) {
  std::map<Node, size_t> last;
  for (size_t i = 0; i < done.size(); ++i) {
    const bool sync =
        done[i].what == FileOperation::sync_file || done[i].what == FileOperation::sync_folder;
    if (sync) last[done[i].node] = i + 1;
  }
  return last;
}

class Disk {
 public:
  // Of what was not synced: how many of the names are there, and how much of the data; 0..1.
  Disk(std::span<const RecordedOperation> done, std::mt19937_64& random, double names_kept,
       double data_kept)
      : done_(done),
        synced_(last_syncs(done)),
        random_(random),
        names_kept_(names_kept),
        data_kept_(data_kept) {
    folders_[0];
  }

  DiskImage image() {
    for (size_t i = 0; i < done_.size(); ++i) {
      if (is_of_names(done_[i].what))
        apply_name(done_[i], i);
      else
        apply_data(done_[i], i);
    }
    DiskImage image;
    collect(0, "", image);
    return image;
  }

 private:
  bool is_synced(Node node, size_t operation) const {
    const auto found = synced_.find(node);
    return found != synced_.end() && operation < found->second;
  }

  bool happens(double probability) {
    return std::uniform_real_distribution<double>(0, 1)(random_) < probability;
  }

  void apply_name(const RecordedOperation& operation, size_t i) {
    const bool two = operation.what == FileOperation::rename;
    const bool synced =
        is_synced(operation.folder, i) || (two && is_synced(operation.new_folder, i));
    if (!synced && !happens(names_kept_)) return;
    if (!folders_.contains(operation.folder)) return;
    auto& names = folders_[operation.folder];
    switch (operation.what) {
      case FileOperation::make_folder:
        folders_[operation.node];
        [[fallthrough]];
      case FileOperation::make_file:
        names[operation.name] = operation.node;
        break;
      case FileOperation::remove_name:
        names.erase(operation.name);
        break;
      default:
        apply_rename(operation);
    }
  }

  void apply_rename(const RecordedOperation& operation) {
    if (!folders_.contains(operation.new_folder)) return;
    auto& names = folders_[operation.folder];
    const auto found = names.find(operation.name);
    // The name itself was made and not synced: then its new one brings it.
    const Node node = found != names.end() ? found->second : made_as(operation);
    if (found != names.end()) names.erase(found);
    if (node >= 0) folders_[operation.new_folder][operation.new_name] = node;
  }

  // The node that had been made under the old name when it was renamed.
  Node made_as(const RecordedOperation& rename) {
    Node node = -1;
    for (const RecordedOperation& earlier : done_) {
      if (&earlier == &rename) break;
      const bool made =
          earlier.what == FileOperation::make_file || earlier.what == FileOperation::make_folder;
      if (made && earlier.folder == rename.folder && earlier.name == rename.name)
        node = earlier.node;
    }
    if (node < 0) return node;
    for (const RecordedOperation& earlier : done_) {
      if (earlier.what == FileOperation::make_folder && earlier.node == node) folders_[node];
    }
    return node;
  }

  void apply_data(const RecordedOperation& operation, size_t i) {
    const bool synced = is_synced(operation.node, i);
    std::string& data = contents_[operation.node];
    if (operation.what == FileOperation::set_size) {
      if (synced || happens(data_kept_)) data.resize(static_cast<size_t>(operation.offset));
    } else if (operation.what == FileOperation::write) {
      apply_write(data, operation, synced);
    }
  }

  void apply_write(std::string& data, const RecordedOperation& operation, bool synced) {
    const auto begin = static_cast<size_t>(operation.offset);
    const size_t end = begin + operation.data.size();
    if (synced || happens(data_kept_)) data.resize(std::max(data.size(), end));
    for (size_t at = begin; at < end;) {
      const size_t next = std::min(end, (at / kSector + 1) * kSector);
      if (synced || happens(data_kept_)) {
        data.resize(std::max(data.size(), next));
        std::memcpy(data.data() + at, operation.data.data() + (at - begin), next - at);
      }
      at = next;
    }
  }

  void collect(Node folder, const std::string& path, DiskImage& image) {
    for (const auto& [name, node] : folders_[folder]) {
      const std::string below = path.empty() ? name : path + "/" + name;
      if (folders_.contains(node)) {
        image.folders.push_back(below);
        collect(node, below, image);
      } else {
        image.files[below] = contents_[node];
      }
    }
  }

  std::span<const RecordedOperation> done_;
  std::map<Node, size_t> synced_;
  std::mt19937_64& random_;
  double names_kept_;
  double data_kept_;
  std::map<Node, std::map<std::string, Node>> folders_;
  std::map<Node, std::string> contents_;
};

}  // namespace

DiskImage image_after(std::span<const RecordedOperation> done, std::mt19937_64& random) {
  // Some losses take almost everything that was not synced, some almost nothing.
  constexpr double kShares[] = {0, 0.1, 0.5, 0.9, 1};
  const double names_kept = kShares[random() % 5];
  return Disk(done, random, names_kept, kShares[random() % 5]).image();
}

DiskImage image_of_all(std::span<const RecordedOperation> done) {
  std::mt19937_64 unused;
  return Disk(done, unused, 1, 1).image();
}

DiskImage image_of(const std::string& folder) {
  DiskImage image;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().lexically_relative(folder);
    if (entry.is_directory()) {
      image.folders.push_back(path);
      continue;
    }
    std::ifstream file(entry.path(), std::ios::binary);
    image.files[path] = {std::istreambuf_iterator<char>(file), {}};
  }
  return image;
}

void put_image(const DiskImage& image, const std::string& folder) {
  for (const std::string& path : image.folders)
    std::filesystem::create_directory(folder + "/" + path);
  for (const auto& [path, content] : image.files)
    std::ofstream(folder + "/" + path, std::ios::binary) << content;
}

}  // namespace mutation
