// Child subreaper: orphans among our descendants become our children instead of init's. And which
// of our children we started ourselves, so that the adopted ones can be told from them.
// [PR_SET_CHILD_SUBREAPER(2const)]
#pragma once

#include <sys/types.h>

#include <vector>

#include "base/result.h"
#include "os/procfs.h"

namespace mutation {

// Makes this process a child subreaper, whose children can be waited for (SIGCHLD is not ignored);
// nothing wrong when it is one. Inherited by no child.
Status become_subreaper();

// spawn() notes its children itself; who makes a process in another way notes it, or an adopted
// process's end may be its own. Any thread.
void note_own_child(pid_t pid);
void forget_own_child(pid_t pid);

// Of `processes`: this process's children that it did not start itself, and their descendants.
// Zombies included.
std::vector<ProcessStat> adopted_among(const std::vector<ProcessStat>& processes);

}  // namespace mutation
