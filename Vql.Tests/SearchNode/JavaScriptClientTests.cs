using System.ComponentModel;
using System.Diagnostics;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of the embedded node with Elastic's JavaScript client.</summary>
public sealed class NodeJavaScriptClientTests(EmptyNode engine) : JavaScriptClientTests(engine, "node"), IClassFixture<EmptyNode>;

/// <summary>The same tests of the real Elasticsearch, which lacks requests by query.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceJavaScriptClientTests(RecordedReference engine) : JavaScriptClientTests(engine, "reference");

/// <summary>Runs <c>JavaScript/client.mjs</c> on an engine. Skipped without Node.js, or if the client cannot be installed.</summary>
public abstract class JavaScriptClientTests(RecordedEngine engine, string name) : LoadedTests(() => engine.Running)
{
    private const string Package = "@elastic/elasticsearch@8.19.1";

    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    [Fact]
    public async Task Client_InAnOrdinaryApplication_GetsTheExpectedResponses()
    {
        var folder = await Installed.Value;
        var script = Path.Combine(Repository.Root, "Vql.Tests", "SearchNode", "JavaScript", "client.mjs");
        var (code, output) = await RunAsync("node", folder, script, engine.Client.BaseAddress!.ToString(), name);
        Assert.True(code == 0, output);
    }

    private static async Task<string> InstallAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vql-" + Package.Replace('/', '-'));
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@elastic", "elasticsearch")))
        {
            Directory.CreateDirectory(folder);
            var (code, output) = await RunAsync("npm", folder, "install", "--no-audit", "--no-fund", "--prefix", folder, Package);
            Assert.SkipUnless(code == 0, $"The package {Package} cannot be installed: {output}");
        }

        return folder;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        try
        {
            var run = await ProgramRun.RunAsync(
                new ProcessStartInfo(program, arguments) { WorkingDirectory = folder }, TestContext.Current.CancellationToken);
            return (run.ExitCode, run.Output + run.Error);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
            throw;
        }
    }
}
