namespace Aspire.Hosting.Running;

/// <summary>What resources say, line by line under their names.</summary>
internal sealed class LogOutput
{
    private const int NameWidth = 13;

    private static readonly string[] Colours = ["36", "33", "32", "35", "34", "96", "93", "92", "95", "94"];

    private readonly Lock _writing = new();
    private readonly Dictionary<string, string> _colours = [];
    private readonly bool _isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    public void Write(string resource, string line)
    {
        lock (_writing)
        {
            if (!_colours.TryGetValue(resource, out var colour))
            {
                _colours[resource] = colour = Colours[_colours.Count % Colours.Length];
            }

            var name = resource.PadRight(NameWidth);
            Console.Out.WriteLine(_isTerminal ? $"\e[{colour}m{name}\e[0m {line}" : $"{name} {line}");
        }
    }
}
