// Folders by descriptor: where a file that is to be written lies, found without following links
// that somebody else could have laid for root. Writes nothing but the folders that it is asked to
// make.
//
// Root follows a symbolic link on the way only where root (or the owner of "/", which is who root
// is in a user namespace) made it: another user's link in a results folder that is his leads
// nowhere. Everybody else follows links as usual. [symlink(7), openat(2): O_PATH, O_NOFOLLOW]
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mutation {

// A name in a folder, for the *at() family of calls.
struct PlaceInFolder {
  UniqueFd folder;  // O_PATH
  std::string name;
};

enum class MissingFolders { are_errors, are_made };

// The folder itself. Missing ones are made 0755, whatever the umask would allow beyond that.
Result<UniqueFd> open_folder(const std::string& path, MissingFolders missing);

// Where `path`'s last component lies. REQUIRES: `path` does not end with "/", "." or "..".
Result<PlaceInFolder> find_place(const std::string& path);

}  // namespace mutation
