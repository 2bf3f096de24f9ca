using System.Runtime.CompilerServices;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>Compares the application model of each topology with an approved text.</summary>
public sealed class ModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("embedded")]
    [InlineData("containers")]
    [InlineData("containers", "--operation", "publish")]
    public async Task Model_OfATopology_IsAsApproved(string topology, params string[] further)
    {
        using var folder = new StackFolder();
        var model = await ModelDescription.OfAsync(
            [
                "--topology", topology, "--state", folder.State, "--companies", "companies.csv", "--api-port", "0", "--ops-port", "0",
                .. further,
            ],
            Token);
        model = model.Replace(folder.State, "STATE", StringComparison.Ordinal);
        var name = further.Length == 0 ? topology : $"{topology}-published";
        Approved(name, model);
    }

    // VQL_APPROVE=1 overwrites the approved file, which is then reviewed and committed.
    private static void Approved(string name, string found, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "Approved", $"model-{name}.txt");
        if (Environment.GetEnvironmentVariable("VQL_APPROVE") == "1")
        {
            File.WriteAllText(file, found);
        }

        var approved = File.Exists(file)
            ? File.ReadAllText(file).ReplaceLineEndings("\n")
            : $"{file} does not exist. Run this test with VQL_APPROVE=1 to create it.";
        Assert.Equal(approved, found);
    }
}
