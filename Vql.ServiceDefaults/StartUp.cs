using Microsoft.Extensions.Options;

namespace Vql.ServiceDefaults;

/// <summary>Runs a host and reports an invalid configuration as error messages instead of a stack trace.</summary>
public static class StartUp
{
    /// <summary>The exit code of a host that did not start.</summary>
    public const int Failed = 1;

    /// <summary>Runs all configuration steps and reports the failures of all steps at once.</summary>
    /// <exception cref="OptionsValidationException">
    /// Steps failed. The exception contains the failures of all steps.
    /// </exception>
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

    /// <summary>Runs the host.</summary>
    /// <param name="run">Builds and runs the host.</param>
    /// <returns>0 after a graceful shutdown; otherwise, <see cref="Failed"/>.</returns>
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
            await Console.Error.WriteLineAsync(
                $"{exception.Message} Stop the process that uses the address, or set another one with ASPNETCORE_URLS.");
        }

        return Failed;
    }
}
