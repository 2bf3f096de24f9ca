using Vql.EmbeddedPostgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>A folder for the state of a stack with little data.</summary>
internal sealed class StackFolder : IDisposable
{
    /// <summary>The number of companies in <see cref="Companies"/>.</summary>
    public const int CompanyCount = 400;

    /// <summary>The folder.</summary>
    // Not a folder that only its owner may enter: PostgreSQL runs as another user when these tests run as root.
    public string Root { get; } =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"vql-stack-{Guid.NewGuid():N}")).FullName;

    public StackFolder()
    {
        if (PostgresBinaries.Find() is null)
        {
            Prerequisite.Missing("PostgreSQL's server programs (initdb, postgres) are not on this machine");
        }

        Companies = Path.Combine(Root, "companies.csv");
        File.WriteAllLines(Companies, File.ReadLines(Path.Combine(Repository.Root, "data", "companies.csv")).Take(CompanyCount + 1));
    }

    /// <summary>The state folder.</summary>
    public string State => Path.Combine(Root, "state");

    /// <summary>A CSV file with some of the companies.</summary>
    public string Companies { get; }

    /// <summary>The arguments of a start with these companies and contacts.</summary>
    public string[] Data(int contacts) => ["--companies", Companies, "--contacts", $"{contacts}"];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
