using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>A folder for the state of a stack with little data.</summary>
internal sealed class StackFolder : IDisposable
{
    /// <summary>The number of companies in <see cref="Companies"/>.</summary>
    public const int CompanyCount = 400;

    /// <summary>The root folder.</summary>
    // The folder must be accessible to other users, because PostgreSQL runs as another user when the tests run as root.
    public string Root { get; } =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"vql-stack-{Guid.NewGuid():N}")).FullName;

    public StackFolder()
    {
        if (PostgresBinaries.Find() is null)
        {
            Prerequisite.Missing("The PostgreSQL server programs (initdb, postgres) are not installed.");
        }

        Companies = Path.Combine(Root, "companies.csv");
        File.WriteAllLines(Companies, File.ReadLines(Path.Combine(Repository.Root, "data", "companies.csv")).Take(CompanyCount + 1));
    }

    /// <summary>The state folder.</summary>
    public string State => Path.Combine(Root, "state");

    /// <summary>A CSV file with some of the companies.</summary>
    public string Companies { get; }

    /// <summary>Returns the arguments for a start with these companies and a number of contacts.</summary>
    public string[] Data(int contacts) => ["--companies", Companies, "--contacts", $"{contacts}"];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
