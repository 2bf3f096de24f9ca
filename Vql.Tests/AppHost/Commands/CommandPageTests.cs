using System.Text.RegularExpressions;
using Vql.AppHost.Commands;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost.Commands;

public sealed partial class CommandPageTests
{
    [Fact]
    public void Page_OfTheCommands_ListsTheWorkersCommandsInTheirOrder()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "commands.md"));

        var listed = CommandCell().Matches(page).Select(match => match.Groups[1].Value).Except(["cancel", "pause", "resume", "reset"]);

        Assert.Equal(WorkerCommands.All(Repository.Root).Select(command => command.Name), listed);
    }

    [GeneratedRegex(@"^\| [^|]*\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex CommandCell();
}
