#include "serve/page_source.h"

#include <exception>

namespace mutation {

MadePage made_page(const std::function<Result<std::string>()>& make, int when_refused) {
  try {
    Result<std::string> text = make();
    const int status = text ? 200 : when_refused;
    return {std::move(text), status};
  } catch (const std::exception& broke) {
    return {Error{std::string("make this page from the session's records: ") + broke.what(),
                  "the other pages are there still; please report this as a bug of mutation"},
            500};
  }
}

}  // namespace mutation
