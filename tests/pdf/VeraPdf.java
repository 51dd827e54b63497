import java.io.FileInputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDF files with the veraPDF library.
 *
 * <p>Arguments: flavours joined by commas ("ua1,2a"), then files. For each pair it prints a line of
 * tab-separated fields: "verdict", flavour, file, true or false, number of checks; and for each rule
 * that failed "rule", flavour, file, clause with test number, message.
 */
public class VeraPdf {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : arguments[0].split(",")) {
      for (int i = 1; i < arguments.length; i++) {
        validate(PDFAFlavour.fromString(name), name, arguments[i]);
      }
    }
    System.exit(0); // the library leaves threads behind
  }

  private static void validate(PDFAFlavour flavour, String name, String file) throws Exception {
    try (FileInputStream input = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(input, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      print("verdict", name, file, result.isCompliant(), result.getTotalAssertions());
      TreeSet<String> failed = new TreeSet<>();
      for (TestAssertion check : result.getTestAssertions()) {
        if (check.getStatus() == TestAssertion.Status.FAILED) {
          String rule = check.getRuleId().getClause() + "-" + check.getRuleId().getTestNumber();
          failed.add(rule + "\t" + check.getMessage().replaceAll("\\s+", " "));
        }
      }
      for (String rule : failed) {
        print("rule", name, file, rule);
      }
    }
  }

  private static void print(Object... fields) {
    StringBuilder line = new StringBuilder();
    for (Object field : fields) {
      line.append(line.length() == 0 ? "" : "\t").append(field);
    }
    System.out.println(line);
  }
}
