using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vql.ServiceDefaults.Telemetry;
using Vql.Storage.Monitoring;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Telemetry;

/// <summary>Tests of the alert rules and the Grafana dashboard in <c>deploy/monitoring</c>.</summary>
public sealed partial class AlertTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "monitoring");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_CheckedByPromtool_AreValid() => await RunAsync("check", "rules", Path.Combine(Folder, "alerts.yml"));

    [Fact]
    public async Task Rules_InScenarios_AlertWhenTheyShould() => await RunAsync("test", "rules", Path.Combine(Folder, "alerts.test.yml"));

    [Fact]
    public void Rules_ReadMetricsOfTheCatalogue() => AssertKnown(ReadRules());

    [Fact]
    public void Reasons_ThatAreNoFailures_AreTheSameInRulesAndChecks()
    {
        var excluded = Excluded().Match(ReadRules()).Groups[1].Value.Split('|');
        Assert.Equal(
            TelemetryCatalogue.FallbackReason.Values.Order(StringComparer.Ordinal),
            excluded.Concat(AnswerCheck.FailureReasons).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rules_EachHaveAPageThatSaysWhatToDo()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "alerts.md"));
        var alerts = Alert().Matches(ReadRules()).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(alerts, Section().Matches(page).Select(match => match.Groups[1].Value));
        Assert.All(alerts, alert =>
        {
            Assert.Contains($"runbook: docs/alerts.md#{alert.ToLowerInvariant()}", ReadRules(), StringComparison.Ordinal);
            var section = page[page.IndexOf($"## {alert}", StringComparison.Ordinal)..].Split("\n## ")[0];
            Assert.Contains("**Meaning.**", section, StringComparison.Ordinal);
            Assert.Contains("**What to do.**", section, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Dashboard_HasValidQueriesOfTheCatalogue()
    {
        var expressions = ReadExpressions();
        Assert.NotEmpty(expressions);
        AssertKnown(string.Join('\n', expressions));
        var file = Path.Combine(Path.GetTempPath(), $"vql-dashboard-{Guid.NewGuid():N}.yml");
        try
        {
            var rules = expressions.Select((expression, number) =>
                $"      - {{record: 'panel:{number}', expr: '{expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal)}'}}");
            await File.WriteAllTextAsync(file, $"groups:\n  - name: dashboard\n    rules:\n{string.Join('\n', rules)}\n", Token);
            await RunAsync("check", "rules", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string ReadRules() => File.ReadAllText(Path.Combine(Folder, "alerts.yml"));

    private static List<string> ReadExpressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana.json")));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)];
    }

    private static void AssertKnown(string text)
    {
        var names = Name().Matches(text).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(name, PrometheusNames.All));
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            Prerequisite.Missing("promtool is not installed. Install the package prometheus.");
        }

        var run = await ProgramRun.RunAsync(program!, arguments, Token);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^## (\w+)", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("vql_fallback_reason!~\"([^\"]+)\"")]
    private static partial Regex Excluded();

    [GeneratedRegex(@"\bvql_\w+")]
    private static partial Regex Name();
}
