using Microsoft.Extensions.Options;

namespace Vql.ServiceDefaults;

/// <summary>Runs a host so that a wrong configuration ends it with plain lines instead of a stack trace.</summary>
public static class StartUp
{
    /// <summary>The exit code of a host that could not start.</summary>
    public const int Failed = 1;

    /// <summary>Takes every step of a configuration, so that the faults of all are told at once.</summary>
    /// <exception cref="OptionsValidationException">Steps failed; its failures are those of all of them.</exception>
    public static void Configure(params ReadOnlySpan<Action> steps)
    {
        var failures = new List<string>();
        foreach (var step in steps)
        {
            try
            {
                step();
            }
            catch (OptionsValidationException exception)
            {
                failures.AddRange(exception.Failures);
            }
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException("configuration", typeof(StartUp), failures);
        }
    }

    /// <summary>Builds and runs the host.</summary>
    /// <returns>0 after a graceful stop, else <see cref="Failed"/>.</returns>
    public static async Task<int> RunAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures)
            {
                await Console.Error.WriteLineAsync($"configuration: {failure}");
            }
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Stop what listens there, or choose another address with ASPNETCORE_URLS.");
        }

        return Failed;
    }
}
