// A folder for certificates and keys of a test, gone with the object.
#ifndef KLIK_TESTS_TESTING_PEM_FOLDER_H_
#define KLIK_TESTS_TESTING_PEM_FOLDER_H_

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace klik::testing {

class PemFolder {
 public:
  PemFolder() : path_((std::filesystem::temp_directory_path() / "klik-pem-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~PemFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PemFolder(const PemFolder&) = delete;
  PemFolder& operator=(const PemFolder&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }

  // All at once: nobody reads half of it.
  void Write(const std::string& name, std::string_view text) const {
    const std::string draft = Path(name) + ".draft";
    std::ofstream(draft, std::ios::binary) << text;
    std::filesystem::rename(draft, Path(name));
  }

 private:
  std::string path_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_PEM_FOLDER_H_
