using System.CommandLine;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench;

/// <summary>The options that several commands share.</summary>
internal static class CommonOptions
{
    public const string ReferenceEngineHelp =
        "The reference engine must be in the folder in VQL_TOOLS, or in shared/tools next to the repository.";

    public static Option<bool> Json() => new("--json") { Description = "Print the results as a JSON object on the last line." };

    public static Option<EngineKind> Engine(string description, EngineKind defaultValue) =>
        new("--engine") { Description = description, DefaultValueFactory = _ => defaultValue };

    public static Option<int> Contacts(int defaultValue) =>
        new("--contacts") { Description = "Number of contacts.", DefaultValueFactory = _ => defaultValue };
}
